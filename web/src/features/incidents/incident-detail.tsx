import type { ReactElement } from "react";
import { SegmentedControl } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { IncidentDetail } from "#shared/api/types.ts";
import { BlastRadius } from "#shared/blast/blast-radius.tsx";
import { useStale } from "#shared/live/live-context.ts";
import { incidentQuery, type IncidentStatus as Status } from "#shared/queries/incidents.ts";
import { keys } from "#shared/queries/keys.ts";
import { useMay } from "#shared/queries/roles.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Severity } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { IncidentEvidence } from "./incident-evidence.tsx";
import { IncidentLocks } from "./incident-locks.tsx";
import { IncidentMembers } from "./incident-members.tsx";
import { IncidentNotes } from "./incident-notes.tsx";
import { IncidentSessions } from "./incident-sessions.tsx";
import { IncidentStatus } from "./incident-status.tsx";
import { IncidentTimeline } from "./incident-timeline.tsx";
import detailStyles from "#shared/ui/detail.module.css";
import styles from "./incidents.module.css";

export function IncidentDetailView({ id }: { readonly id: string }): ReactElement {
  const incident = useQuery(incidentQuery(id));
  if (incident.data !== undefined) return <Loaded incident={incident.data} />;
  return (
    <div className={detailStyles.detail}>
      {incident.isError ? <Problem error={incident.error} retry={() => void incident.refetch()} /> : <LoadingRows rows={5} height={48} />}
    </div>
  );
}

function Loaded({ incident }: { readonly incident: IncidentDetail }): ReactElement {
  const acts = useMay("contain");
  return (
    <article className={detailStyles.detail} data-testid="incident-detail" data-id={incident.id} data-status={incident.status}>
      <header className={detailStyles.head}>
        <div>
          <h2>{visibleText(incident.title)}</h2>
          <p>
            <Severity value={incident.severity} /> <span>{sourceOf(incident)}</span>
            <span>
              opened by {incident.createdByName}, <TimeAgo iso={incident.createdAt} />
            </span>
            <CopyId value={incident.id} label="incident id" />
          </p>
        </div>
        {acts ? <StatusControl incident={incident} /> : <IncidentStatus status={incident.status} />}
      </header>
      <div className={styles.columns}>
        <div className={styles.main}>
          <IncidentSessions incident={incident} />
          <IncidentNotes incident={incident} />
          {incident.sessionsList.length > 0 && <BlastRadius scope={{ incident: incident.id }} />}
        </div>
        <div className={styles.side}>
          <IncidentLocks incident={incident} />
          <IncidentEvidence incident={incident} />
          <IncidentMembers incident={incident} />
          <IncidentTimeline incident={incident} />
        </div>
      </div>
    </article>
  );
}

function sourceOf(incident: IncidentDetail): string {
  if (incident.sourceKind === "rule") return `by rule ${incident.source ?? ""}`;
  if (incident.sourceKind === "search") return `from a search: ${visibleText(incident.source ?? "")}`;
  return incident.source === null ? "by hand" : "from a session";
}

function StatusControl({ incident }: { readonly incident: IncidentDetail }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const update = useMutation({
    mutationFn: (status: Status) =>
      read(
        api.PATCH("/api/v1/incidents/{incidentId}", {
          params: { path: { incidentId: incident.id }, header: { "If-Match": `"${incident.version}"` } },
          body: { status },
        }),
      ),
    onSuccess: (changed) => client.setQueryData(incidentQuery(incident.id).queryKey, changed),
    onSettled: () => client.invalidateQueries({ queryKey: keys.incidents }),
  });
  return (
    <div className={styles.status}>
      <SegmentedControl
        aria-label="Status of the incident"
        disabled={stale !== null || update.isPending}
        data={[
          { value: "open", label: "Open" },
          { value: "contained", label: "Contained" },
          { value: "closed", label: "Closed" },
        ]}
        value={incident.status}
        onChange={(status) => update.mutate(status)}
        data-testid="incident-status"
      />
      {update.isError && <Problem error={update.error} />}
    </div>
  );
}
