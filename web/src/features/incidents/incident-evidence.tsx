import type { ReactElement } from "react";
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Evidence, IncidentDetail } from "#shared/api/types.ts";
import { EvidenceExport } from "#shared/evidence/evidence-export.tsx";
import { evidenceOfIncidentQuery } from "#shared/queries/evidence.ts";
import { bytesText, countText } from "#shared/time/format.ts";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./incidents.module.css";

/** What was taken out of the incident to show to others, and more of it. */
export function IncidentEvidence({ incident }: { readonly incident: IncidentDetail }): ReactElement {
  const taken = useQuery(evidenceOfIncidentQuery(incident.id));
  return (
    <Card title="Evidence">
      {taken.isError && <Problem error={taken.error} retry={() => void taken.refetch()} />}
      {taken.data?.map((evidence) => (
        <div key={evidence.id} className={styles.row} data-testid="incident-evidence" data-state={evidence.state}>
          <div className={styles.grow}>
            <span>{stateOf(evidence)}</span>
            <small>
              asked for by {evidence.requestedByName}, <TimeAgo iso={evidence.createdAt} />
            </small>
          </div>
          {evidence.state === "ready" && (
            <Anchor size="sm" href={`/api/v1/evidence/${evidence.id}/file`} download={`${evidence.id}.zip`}>
              Download
            </Anchor>
          )}
        </div>
      ))}
      <div className={styles.foot}>
        <EvidenceExport
          wanted={{ incidentId: incident.id }}
          of="this incident"
          nothing={incident.sessionsList.length === 0 ? "There is no session to export: add one first." : null}
        />
      </div>
    </Card>
  );
}

function stateOf({ state, scope, size, done, total }: Evidence): string {
  if (state === "failed") return "Could not be made";
  if (state !== "ready") return total === null ? "Being made" : `Being made, ${countText(done)} of ${countText(total)}`;
  return `${sessionsIn(scope)}${bytesText(size ?? 0)}`;
}

function sessionsIn(scope: Evidence["scope"]): string {
  const sessions: unknown = Object.entries(scope).find(([name]) => name === "sessions")?.[1];
  if (!Array.isArray(sessions)) return "";
  return `${countText(sessions.length)} ${sessions.length === 1 ? "session" : "sessions"}, `;
}
