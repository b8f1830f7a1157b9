import type { ReactElement } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import type { IncidentDetail } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { useMay } from "#shared/queries/roles.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { countText } from "#shared/time/format.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Dot } from "#shared/ui/chip.tsx";
import { Empty, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./incidents.module.css";

export function IncidentSessions({ incident }: { readonly incident: IncidentDetail }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const acts = useMay("contain");
  const remove = useMutation({
    mutationFn: (sessionId: string) =>
      read(api.DELETE("/api/v1/incidents/{incidentId}/sessions/{sessionId}", { params: { path: { incidentId: incident.id, sessionId } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.incidents }),
  });
  return (
    <Card title={`Sessions: ${incident.sessionsList.length}`}>
      {remove.isError && <Problem error={remove.error} />}
      {incident.sessionsList.length === 0 && (
        <Empty icon="sessions" title="No session">
          Add sessions from their pages.
        </Empty>
      )}
      {incident.sessionsList.map((session) => (
        <div key={session.sessionId} className={styles.row} data-testid="incident-session" data-id={session.sessionId}>
          <Dot tone={session.live ? "live" : "plain"} pulse={session.live} />
          <div className={styles.grow}>
            {session.emptiedAt === null ? (
              <Link to="/sessions/$sessionId" params={{ sessionId: session.sessionId }}>
                {session.skillName}: <BodyText text={session.title ?? "Untitled session"} line />
              </Link>
            ) : (
              <span>{session.sessionId}: deleted by retention</span>
            )}
            <small>
              {session.emptiedAt === null && (
                <>
                  {session.ownerName}, {countText(session.exchanges)} {session.exchanges === 1 ? "call" : "calls"},{" "}
                  {countText(session.findings)} found,{" "}
                </>
              )}
              last <TimeAgo iso={session.lastAt} />; added by {session.addedByName}
            </small>
          </div>
          {acts && (
            <ActionButton
              variant="subtle"
              size="compact-xs"
              blocked={stale}
              onClick={() => remove.mutate(session.sessionId)}
              testId="remove-incident-session"
            >
              Remove
            </ActionButton>
          )}
        </div>
      ))}
    </Card>
  );
}
