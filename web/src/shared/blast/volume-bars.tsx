import type { ReactElement } from "react";
import type { BlastReport } from "../api/types.ts";
import { bytesText, countText, exactText, secondsOf } from "../time/format.ts";
import styles from "./blast.module.css";

const width = 720;
const height = 72;

/** Exchanges over time; what was found in them stands out. */
export function VolumeBars({ report }: { readonly report: BlastReport }): ReactElement {
  const from = secondsOf(report.from);
  const span = Math.max(1, secondsOf(report.to) - from);
  const most = Math.max(1, ...report.volume.map(({ exchanges }) => exchanges));
  const step = Math.max(3, (report.stepSeconds / span) * width - 1);
  return (
    <figure className={styles.figure}>
      <svg
        className={styles.bars}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${countText(report.exchanges)} exchanges between ${exactText(from)} and ${exactText(secondsOf(report.to))}`}
        data-testid="volume-bars"
      >
        <line className={styles.base} x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} />
        {report.volume.map(({ at, exchanges, findings, bytes }) => {
          const tall = Math.max(3, (exchanges / most) * (height - 4));
          return (
            <rect
              key={at}
              className={styles.bar}
              data-found={findings > 0 ? "" : undefined}
              x={Math.min(width - step, ((secondsOf(at) - from) / span) * width)}
              y={height - tall}
              width={step}
              height={tall}
            >
              <title>{`${exactText(secondsOf(at))}: ${countText(exchanges)} exchanges, ${countText(findings)} findings, ${bytesText(bytes)}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption className={styles.axis}>
        <span>{dayText(from)}</span>
        <span>
          <i className={styles.key} data-found="" /> with findings <i className={styles.key} /> without
        </span>
        <span>{dayText(from + span)}</span>
      </figcaption>
    </figure>
  );
}

function dayText(seconds: number): string {
  return new Date(seconds * 1000).toLocaleDateString(undefined, { month: "short", day: "numeric" });
}
