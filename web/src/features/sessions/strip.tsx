import type { ReactElement } from "react";
import { ActionIcon } from "@mantine/core";
import type { ExchangeSummary } from "#shared/api/types.ts";
import { decisionWord, outcomeWord } from "#shared/text/words.ts";
import { secondsOf, timeOfDayText } from "#shared/time/format.ts";
import type { Tone } from "#shared/ui/chip.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import styles from "./session-page.module.css";

interface StripProps {
  readonly exchanges: readonly ExchangeSummary[];
  readonly onChoose: (id: string) => void;
  readonly onPlay: () => void;
}

/** The session from left to right, one piece an exchange. */
export function Strip({ exchanges, onChoose, onPlay }: StripProps): ReactElement {
  return (
    <div className={styles.top}>
      <ActionIcon variant="default" size={30} onClick={onPlay} aria-label="Replay" title="Replay (space)" data-testid="play">
        <Icon name="play" size={14} />
      </ActionIcon>
      <nav className={styles.strip} aria-label="Exchanges in order">
        {exchanges.map((exchange) => {
          const { tone, text } = toneOf(exchange);
          const title = `${timeOfDayText(secondsOf(exchange.startedAt))} · ${text} · ${exchange.findings.length} found`;
          return (
            <button
              key={exchange.id}
              type="button"
              className={styles.segment}
              data-tone={tone}
              title={title}
              aria-label={title}
              onClick={() => onChoose(exchange.id)}
            />
          );
        })}
      </nav>
    </div>
  );
}

function toneOf(exchange: ExchangeSummary): { tone: Tone; text: string } {
  if (exchange.live) return exchange.decision === "hold" ? { tone: "wait", text: "held" } : { tone: "live", text: "live" };
  if (exchange.outcome !== null && exchange.outcome !== "completed") return outcomeWord(exchange.outcome);
  return decisionWord(exchange.decision === "hold" ? "allow" : exchange.decision);
}
