import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import type { AuditLine, IncidentDetail } from "#shared/api/types.ts";
import { incidentTimelineQuery } from "#shared/queries/incidents.ts";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./incidents.module.css";

const words: Readonly<Record<string, string>> = {
  "incident.opened": "opened the incident",
  "incident.reopened": "reopened the incident",
  "incident.changed": "changed the incident",
  "incident.contained": "called it contained",
  "incident.closed": "closed the incident",
  "incident.sessions_added": "added sessions",
  "incident.session_removed": "removed a session",
  "incident.member_added": "added a person",
  "incident.member_removed": "removed a person",
  "incident.note_added": "wrote a note",
  "incident.evidence_requested": "asked for evidence",
  "incident.evidence_made": "made the evidence",
  "incident.evidence_failed": "could not make the evidence",
  "incident.evidence_downloaded": "took the evidence away",
  "incident.lock_put": "stopped a",
  "incident.lock_lifted": "lifted the lock on a",
  "blast_radius.read": "looked at the blast radius",
};

/** What was done, from the audit log; looks at the blast radius that follow each other are told once. */
export function IncidentTimeline({ incident }: { readonly incident: IncidentDetail }): ReactElement {
  const lines = useQuery(incidentTimelineQuery(incident.id));
  const shown = (lines.data ?? []).filter(
    (line, at, all) =>
      line.action !== "blast_radius.read" || all[at - 1]?.action !== line.action || all[at - 1]?.actorName !== line.actorName,
  );
  return (
    <Card title="Timeline">
      {lines.isPending && <LoadingRows rows={3} />}
      {lines.isError && <Problem error={lines.error} retry={() => void lines.refetch()} />}
      <ol className={styles.timeline} data-testid="incident-timeline">
        {shown.map((line) => (
          <li key={line.id}>
            <span>
              <b>{line.actorName}</b> {textOf(line)}
            </span>
            <small>
              <TimeAgo iso={line.at} />
            </small>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function textOf({ action, detail }: AuditLine): string {
  const text = words[action] ?? action;
  const kind: unknown = Object.entries(detail).find(([name]) => name === "kind")?.[1];
  return typeof kind === "string" ? `${text} ${kind}` : text;
}
