import type { ReactElement } from "react";
import { useNavigate } from "@tanstack/react-router";
import { Link } from "@tanstack/react-router";
import type { ExposedSession, ExposureReport } from "#shared/api/types.ts";
import { OpenIncident } from "#shared/incidents/open-incident.tsx";
import { BodyText } from "#shared/text/body-text.tsx";
import { typeText } from "#shared/text/label-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { decisionWord } from "#shared/text/words.ts";
import { countText, timeOfDayText } from "#shared/time/format.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./exposure.module.css";

interface ExposureResultProps {
  readonly report: ExposureReport;
  /** When it was looked up (ms). */
  readonly askedAt: number;
  /** Whether it is about another value, or another type, than the form has by now. */
  readonly other: boolean;
}

/** Sessions that saw a value, by skill. */
export function ExposureResult({ report, askedAt, other }: ExposureResultProps): ReactElement {
  const navigate = useNavigate();
  const bySkill = Map.groupBy(report.sessions, ({ skillId }) => skillId);
  const asked = (
    <p className={styles.asked} data-testid="exposure-asked">
      Asked at {timeOfDayText(askedAt / 1000)}
      {other && ", about another value than the one above: look it up to see who saw that one"}.
    </p>
  );
  if (report.sessions.length === 0)
    return (
      <section className={styles.results} data-other={other ? "" : undefined} role="status" data-testid="exposure-nothing">
        {asked}
        <Empty icon="check" title="No session saw it">
          No finding of this type has its fingerprint in any month that is kept. Try another type, or another spelling.
        </Empty>
      </section>
    );
  return (
    <section className={styles.results} data-other={other ? "" : undefined} aria-label="Result" data-testid="exposure-result">
      {asked}
      <div className={styles.summary} role="status">
        <span>
          {typeText(report.type)}: seen in <b>{countText(report.totalSessions)}</b> {report.totalSessions === 1 ? "session" : "sessions"} of{" "}
          <b>{countText(bySkill.size)}</b> {bySkill.size === 1 ? "skill" : "skills"}
          {report.totalSessions > report.sessions.length && `; the latest ${countText(report.sessions.length)} are shown`}.
        </span>
        <OpenIncident
          title={`Exposed ${typeText(report.type)}`}
          sessionIds={report.sessions.map(({ sessionId }) => sessionId)}
          search={`exposure of a value of type ${report.type}`}
          onOpened={(id) => void navigate({ to: "/incidents/{-$incidentId}", params: { incidentId: id } })}
        />
      </div>
      {[...bySkill.values()].map((sessions) => (
        <Card
          key={sessions[0]?.skillId}
          title={sessions[0]?.skillName ?? ""}
          aside={
            <span className="sg-muted">
              {sessions.length} {sessions.length === 1 ? "session" : "sessions"}
            </span>
          }
        >
          {sessions.map((session) => (
            <Seen key={session.sessionId} session={session} />
          ))}
        </Card>
      ))}
    </section>
  );
}

function Seen({ session }: { readonly session: ExposedSession }): ReactElement {
  return (
    <div className={styles.seen} data-testid="exposed-session" data-id={session.sessionId}>
      <div className={styles.seenHead}>
        <Link to="/sessions/$sessionId" params={{ sessionId: session.sessionId }} search={{ turn: session.exchangeId }}>
          <BodyText text={session.title ?? "Untitled session"} line />
        </Link>
        <span className={styles.chips}>
          {session.decisions.map((decision) => {
            const word = decisionWord(decision);
            return (
              <Chip key={decision} tone={word.tone} title={word.meaning}>
                {word.text}
              </Chip>
            );
          })}
        </span>
      </div>
      <div className={styles.seenFacts}>
        <span>{session.ownerName}</span>
        <span>
          first <TimeAgo iso={session.firstSeenAt} />
          {session.lastSeenAt !== session.firstSeenAt && (
            <>
              , last <TimeAgo iso={session.lastSeenAt} />
            </>
          )}
        </span>
        <span>{session.directions.map((direction) => (direction === "request" ? "sent to Claude" : "in the answer")).join(" and ")}</span>
        <span>
          {countText(session.findings)} {session.findings === 1 ? "time" : "times"} in {countText(session.exchanges)}{" "}
          {session.exchanges === 1 ? "exchange" : "exchanges"}
        </span>
      </div>
      {session.destinations.length > 0 && (
        <div className={styles.seenFacts}>
          <span>afterwards named:</span>
          {session.destinations.map((host) => (
            <Chip key={host} tone="wait" title="A host that Claude named, or sent a tool to, from then on">
              <span className="sg-mono">{visibleText(host)}</span>
            </Chip>
          ))}
        </div>
      )}
    </div>
  );
}
