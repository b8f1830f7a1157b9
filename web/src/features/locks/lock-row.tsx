import type { ReactElement } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Lock, LockEffect } from "#shared/api/types.ts";
import { StoppedBatches } from "#shared/batches/stopped-batches.tsx";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import { delayText, doneText, liftersOf, wordsOf } from "./lock-words.ts";
import styles from "./locks.module.css";

/** One lock: what it stops and why, what it did in each region, and the way to lift it. */
export function LockRow({ lock, mayAct }: { readonly lock: Lock; readonly mayAct: boolean }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const lift = useMutation({
    mutationFn: () => read(api.POST("/api/v1/locks/{lockId}/lift", { params: { path: { lockId: lock.id } } })),
    onSettled: () => Promise.all([keys.locks, keys.skills, keys.home].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  const blocked = lock.mayLift ? stale : `Liftable by ${liftersOf(lock)}.`;
  return (
    <li className={styles.lock} data-testid="lock" data-id={lock.id}>
      <div className={styles.name}>
        {lock.liftedAt === null ? (
          <Chip tone="danger">{wordsOf(lock.kind).label} stopped</Chip>
        ) : (
          <Chip>{wordsOf(lock.kind).label}, lifted</Chip>
        )}
        <strong title={lock.targetId}>{visibleText(lock.targetName)}</strong>
        <CopyId value={lock.id} label="lock id" />
        {lock.liftedAt === null && mayAct ? (
          <ActionButton
            variant="default"
            size="compact-xs"
            blocked={blocked}
            loading={lift.isPending}
            onClick={() => lift.mutate()}
            testId="lift-lock"
          >
            Lift lock
          </ActionButton>
        ) : (
          <span />
        )}
      </div>
      <div>{visibleText(lock.reason)}</div>
      <div className="sg-muted">
        {visibleText(lock.createdByName)}, <TimeAgo iso={lock.createdAt} />. <Ending lock={lock} />
      </div>
      {lock.effects.length > 0 && (
        <ul className={styles.effects} aria-label="What it did, by region">
          {lock.effects.map((effect) => (
            <Effect key={effect.region} lock={lock} effect={effect} />
          ))}
        </ul>
      )}
      <StoppedBatches batches={lock.batches} />
      {lift.isError && <Problem error={lift.error} />}
    </li>
  );
}

function Ending({ lock }: { readonly lock: Lock }): ReactElement {
  if (lock.liftedAt !== null) {
    return (
      <>
        Lifted by {visibleText(lock.liftedByName ?? "somebody")}, <TimeAgo iso={lock.liftedAt} />.
      </>
    );
  }
  return (
    <>
      {lock.expiresAt !== null && (
        <>
          Lifts itself <TimeAhead iso={lock.expiresAt} past="now" />.{" "}
        </>
      )}
      Liftable by {liftersOf(lock)}.
    </>
  );
}

function Effect({ lock, effect }: { readonly lock: Lock; readonly effect: LockEffect }): ReactElement {
  const waits = lock.liftedAt === null && effect.acknowledged < effect.gateways;
  return (
    <li data-testid="lock-effect">
      {effect.acknowledgedAt === null ? (
        <Chip tone="wait" title="A gateway that does not hear of a lock refuses everything within ten seconds.">
          {visibleText(effect.region)}: no gateway has answered
        </Chip>
      ) : (
        <Chip tone={waits ? "wait" : "live"} title={`${String(effect.acknowledged)} acknowledged, ${String(effect.gateways)} connected`}>
          {visibleText(effect.region)}: in force after {delayText(lock.createdAt, effect.acknowledgedAt)}
        </Chip>
      )}
      <span>{doneText(effect.streamsCut, effect.heldDropped)}</span>
    </li>
  );
}
