import type { ReactElement, ReactNode } from "react";
import styles from "./chip.module.css";
import { cx } from "./cx.ts";

export type Tone = "plain" | "danger" | "wait" | "live" | "accent";

interface ChipProps {
  readonly tone?: Tone;
  readonly title?: string | undefined;
  readonly testId?: string;
  readonly children: ReactNode;
}

/** A short fact. The words carry the meaning; the tone only helps to find it. */
export function Chip({ tone = "plain", title, testId, children }: ChipProps): ReactElement {
  return (
    <span className={cx(styles.chip, tone !== "plain" && styles[tone])} title={title} data-testid={testId}>
      {children}
    </span>
  );
}

interface DotProps {
  readonly tone: "plain" | "live" | "wait" | "danger";
  readonly pulse?: boolean;
}

export function Dot({ tone, pulse = false }: DotProps): ReactElement {
  return (
    <span
      aria-hidden="true"
      className={cx(
        styles.dot,
        tone === "live" && styles.dotLive,
        tone === "wait" && styles.dotWait,
        tone === "danger" && styles.dotDanger,
        pulse && styles.pulse,
      )}
    />
  );
}

const heights = [5, 8, 12];
const levels: Readonly<Record<string, number>> = { low: 1, medium: 2, high: 3 };

/** How bad a rule thinks it is: bars and the word. */
export function Severity({ value, wordless = false }: { readonly value: string; readonly wordless?: boolean }): ReactElement {
  const level = levels[value] ?? 0;
  return (
    <span className={styles.severity} data-severity={value} title={`Severity ${value}`}>
      <span className={styles.bars} aria-hidden="true">
        {heights.map((height, index) => (
          <i key={height} style={{ height }} data-on={index < level ? "" : undefined} />
        ))}
      </span>
      <span className={wordless ? "sg-hidden" : undefined}>{value === "medium" ? "Medium" : value === "high" ? "High" : "Low"}</span>
    </span>
  );
}
