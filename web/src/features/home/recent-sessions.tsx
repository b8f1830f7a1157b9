import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import type { SessionSummary } from "#shared/api/types.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { resultWord } from "#shared/text/words.ts";
import { Chip, Dot } from "#shared/ui/chip.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./home-page.module.css";

export function RecentSessions({ sessions }: { readonly sessions: readonly SessionSummary[] }): ReactElement {
  return (
    <Card title="Recent sessions" aside={<Link to="/sessions">All sessions</Link>}>
      {sessions.length === 0 && (
        <div className={`${styles.pad ?? ""} sg-muted`}>
          No skill has called yet. Give a skill a key and point its base URL at the gateway.
        </div>
      )}
      <div className={styles.sessions}>
        {sessions.map((session) => (
          <Link
            key={session.id}
            className={styles.session}
            to="/sessions/$sessionId"
            params={{ sessionId: session.id }}
            data-testid="home-session"
          >
            <Dot tone={session.live ? "live" : "plain"} pulse={session.live} />
            <span className={styles.cut}>{session.skillName}</span>
            <span className={`${styles.cut ?? ""} sg-muted`}>
              <BodyText text={session.title ?? session.name ?? "Untitled"} line />
            </span>
            <Verdict session={session} />
            <span className="sg-muted">{session.live ? "live" : <TimeAgo iso={session.lastAt} />}</span>
          </Link>
        ))}
      </div>
    </Card>
  );
}

// What stands out, when anything does.
function Verdict({ session }: { readonly session: SessionSummary }): ReactElement {
  if (session.live) return session.lastDecision === "hold" ? <Chip tone="wait">Held</Chip> : <span />;
  const plain = (session.lastDecision ?? "allow") === "allow" && (session.lastOutcome ?? "completed") === "completed";
  if (plain) return <span />;
  const word = resultWord(session.lastDecision, session.lastOutcome);
  return (
    <Chip tone={word.tone} title={word.meaning}>
      {word.text}
    </Chip>
  );
}
