import type { ReactElement } from "react";
import { useClipboard } from "@mantine/hooks";
import styles from "./copy-id.module.css";
import { Icon } from "./icon.tsx";

const tail = 6;

/** An id or digest, short; a click copies the whole of it. */
export function CopyId({ value, label = "id" }: { readonly value: string; readonly label?: string }): ReactElement {
  const clipboard = useClipboard({ timeout: 1200 });
  const prefix = /^[a-z]{3}_/.exec(value)?.[0] ?? "";
  const short =
    value.length <= prefix.length + tail + 2 ? value : prefix === "" ? `${value.slice(0, 8)}…` : `${prefix}…${value.slice(-tail)}`;
  return (
    <button
      type="button"
      className={styles.id}
      title={`${value} (click to copy)`}
      aria-label={`Copy ${label} ${value}`}
      data-copied={clipboard.copied ? "" : undefined}
      onClick={() => clipboard.copy(value)}
    >
      {short}
      <Icon name={clipboard.copied ? "check" : "copy"} size={12} />
    </button>
  );
}
