import type { ReactElement } from "react";
import { Tooltip } from "@mantine/core";
import { useConnectionWord } from "#shared/live/live-context.ts";
import { timeOfDayText } from "#shared/time/format.ts";
import { Dot } from "#shared/ui/chip.tsx";
import styles from "./frame.module.css";

const explanations = {
  connecting: "Connecting to the control plane.",
  live: "Connected. What you see changes by itself.",
  reconnecting: "The connection broke. Trying again; nothing will be missed.",
  stale: "Not connected. What you see is as of that time; it catches up by itself when the connection is back.",
} as const;

/** Whether the screen can be trusted right now. */
export function LiveDot(): ReactElement {
  const { word, since } = useConnectionWord();
  const text = word === "stale" ? (since === null ? "not connected" : `stale since ${timeOfDayText(since)}`) : word;
  return (
    <Tooltip label={explanations[word]}>
      <div className={styles.live} role="status" data-state={word} data-testid="live-dot">
        <Dot tone={word === "live" ? "live" : word === "connecting" ? "plain" : "wait"} />
        <span>{text}</span>
      </div>
    </Tooltip>
  );
}
