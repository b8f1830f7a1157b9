import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import type { SessionSummary } from "#shared/api/types.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { visibleText } from "#shared/text/segments.ts";
import { resultWord } from "#shared/text/words.ts";
import { countText } from "#shared/time/format.ts";
import { Chip, Dot } from "#shared/ui/chip.tsx";
import { cx } from "#shared/ui/cx.ts";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./sessions.module.css";

export function SessionRow({ session }: { readonly session: SessionSummary }): ReactElement {
  return (
    <Link
      className={cx(styles.columns, styles.row)}
      to="/sessions/$sessionId"
      params={{ sessionId: session.id }}
      data-testid="session-row"
      data-id={session.id}
      data-live={session.live ? "" : undefined}
    >
      <Dot tone={session.live ? "live" : "plain"} pulse={session.live} />
      <span className={styles.cell}>{session.skillName}</span>
      <span className={cx(styles.cell, "sg-muted")}>
        <BodyText text={session.title ?? session.name ?? "Untitled"} line />
      </span>
      <span className={cx(styles.cell, styles.wide)}>{session.ownerName}</span>
      <span className={cx(styles.cell, styles.wide, styles.model, "sg-muted")}>{visibleText(session.model ?? "")}</span>
      <span className={cx(styles.cell, styles.wide, styles.number)}>{countText(session.exchanges)}</span>
      <span className={cx(styles.cell, styles.wide, styles.number)}>
        {session.findings === 0 ? <span className="sg-muted">–</span> : countText(session.findings)}
      </span>
      <span className={cx(styles.cell, styles.wide, styles.tokens, styles.number, "sg-muted")} title="Tokens in and out">
        {session.inputTokens + session.outputTokens === 0 ? "–" : `${countText(session.inputTokens)} → ${countText(session.outputTokens)}`}
      </span>
      <span className={styles.cell}>
        <LastResult session={session} />
      </span>
      <span className={cx(styles.cell, styles.number, "sg-muted")}>{session.live ? "now" : <TimeAgo iso={session.lastAt} short />}</span>
    </Link>
  );
}

function LastResult({ session }: { readonly session: SessionSummary }): ReactElement {
  if (session.live)
    return <Chip tone={session.lastDecision === "hold" ? "wait" : "live"}>{session.lastDecision === "hold" ? "Held" : "Live"}</Chip>;
  const word = resultWord(session.lastDecision, session.lastOutcome);
  if (word.tone === "plain") return <span className="sg-muted">{word.text}</span>;
  return (
    <Chip tone={word.tone} title={word.meaning}>
      {word.text}
    </Chip>
  );
}
