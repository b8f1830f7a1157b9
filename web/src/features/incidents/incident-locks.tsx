import { useState, type ReactElement } from "react";
import { Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { IncidentDetail } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { useMay } from "#shared/queries/roles.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./incidents.module.css";

/** What is stopped because of the incident, and what can be. */
export function IncidentLocks({ incident }: { readonly incident: IncidentDetail }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const acts = useMay("contain");
  const [putting, setPutting] = useState(false);
  const lift = useMutation({
    mutationFn: (lockId: string) =>
      read(api.POST("/api/v1/incidents/{incidentId}/locks/{lockId}/lift", { params: { path: { incidentId: incident.id, lockId } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.incidents }),
  });
  return (
    <Card title="Locks">
      {lift.isError && <Problem error={lift.error} />}
      {incident.locksList.map((lock) => (
        <div key={lock.id} className={styles.row} data-testid="incident-lock">
          <div className={styles.grow}>
            <span>
              {lock.liftedAt === null ? <Chip tone="danger">{lock.kind} stopped</Chip> : <Chip>{lock.kind}, lifted</Chip>}{" "}
              {visibleText(lock.targetName)}
            </span>
            <small>
              {visibleText(lock.reason)}; {lock.createdByName}, <TimeAgo iso={lock.createdAt} />
            </small>
          </div>
          {acts && lock.liftedAt === null && (
            <ActionButton variant="subtle" size="compact-xs" blocked={stale} onClick={() => lift.mutate(lock.id)} testId="lift-lock">
              Lift lock
            </ActionButton>
          )}
        </div>
      ))}
      {!acts && incident.locksList.length === 0 && <div className={`${styles.foot ?? ""} sg-muted`}>Nothing was stopped.</div>}
      {acts && putting && <Put incident={incident} onDone={() => setPutting(false)} />}
      {acts && !putting && (
        <div className={styles.foot}>
          <ActionButton
            variant="outline"
            color="red"
            size="xs"
            blocked={incident.sessionsList.length === 0 ? "Add a session first." : stale}
            leftSection={<Icon name="stop" size={14} />}
            onClick={() => setPutting(true)}
            testId="put-lock"
          >
            Stop something…
          </ActionButton>
        </div>
      )}
    </Card>
  );
}

function Put({ incident, onDone }: { readonly incident: IncidentDetail; readonly onDone: () => void }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const sessions = incident.sessionsList.filter(({ emptiedAt }) => emptiedAt === null);
  const skills = new Map(sessions.map(({ skillId, skillName }) => [skillId, skillName]));
  const choices = [
    { group: "Skills", items: [...skills].map(([id, name]) => ({ value: id, label: name })) },
    {
      group: "Sessions",
      items: sessions.map((session) => ({
        value: session.sessionId,
        label: `${session.skillName}: ${visibleText(session.title ?? "Untitled session").slice(0, 40)}`,
      })),
    },
  ];
  const [target, setTarget] = useState<string | null>(choices[0]?.items[0]?.value ?? null);
  const [reason, setReason] = useState(incident.title);
  const live = incident.sessionsList.filter(
    (session) => session.live && (session.skillId === target || session.sessionId === target),
  ).length;
  const put = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/incidents/{incidentId}/locks", {
          params: { path: { incidentId: incident.id } },
          body: { kind: target?.startsWith("skl_") === true ? "skill" : "session", targetId: target ?? "", reason: reason.trim() },
        }),
      ),
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: keys.incidents }),
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate();
      }}
    >
      <Select label="Stop" data={choices} allowDeselect={false} value={target} onChange={setTarget} />
      <TextInput
        label="Reason"
        description={`For everyone who meets the lock. Cuts ${live === 0 ? "what is open of it" : `${live} live ${live === 1 ? "session" : "sessions"} of this incident`}, refuses new calls, drops held requests.`}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {put.isError && <Problem error={put.error} />}
      <div className={styles.acts}>
        <ActionButton type="submit" color="red" blocked={stale} loading={put.isPending} testId="put-lock-confirm">
          Stop it
        </ActionButton>
        <ActionButton variant="default" blocked={null} onClick={onDone} testId="put-lock-cancel">
          Cancel
        </ActionButton>
      </div>
    </form>
  );
}
