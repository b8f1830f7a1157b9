import type { ReactElement } from "react";
import { Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { IncidentDetail } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { useMay } from "#shared/queries/roles.ts";
import { membersQuery } from "#shared/queries/settings.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./incidents.module.css";

export function IncidentMembers({ incident }: { readonly incident: IncidentDetail }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const acts = useMay("contain");
  const people = useQuery(membersQuery).data ?? [];
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: keys.incidents });
  const add = useMutation({
    mutationFn: (userId: string) =>
      read(api.POST("/api/v1/incidents/{incidentId}/members", { params: { path: { incidentId: incident.id } }, body: { userId } })),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (userId: string) =>
      read(api.DELETE("/api/v1/incidents/{incidentId}/members/{userId}", { params: { path: { incidentId: incident.id, userId } } })),
    onSettled: refresh,
  });
  const inside = new Set(incident.membersList.map(({ userId }) => userId));
  const others = people.filter(({ id, roles }) => !inside.has(id) && roles.length > 0);
  return (
    <Card title="Members">
      {(add.isError || remove.isError) && <Problem error={add.error ?? remove.error} />}
      {incident.membersList.map(({ userId, name, addedAt }) => (
        <div key={userId} className={styles.row}>
          <div className={styles.grow}>
            <span>{name}</span>
            <small>
              since <TimeAgo iso={addedAt} />
            </small>
          </div>
          {acts && (
            <ActionButton variant="subtle" size="compact-xs" blocked={stale} onClick={() => remove.mutate(userId)} testId="remove-member">
              Remove
            </ActionButton>
          )}
        </div>
      ))}
      {acts && others.length > 0 && (
        <div className={styles.foot}>
          <Select
            aria-label="Add a person"
            data-testid="add-member"
            placeholder="Add a person"
            searchable
            data={others.map(({ id, displayName }) => ({ value: id, label: displayName }))}
            value={null}
            disabled={stale !== null}
            onChange={(id) => id !== null && add.mutate(id)}
          />
        </div>
      )}
    </Card>
  );
}
