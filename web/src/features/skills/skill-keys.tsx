import { useState, type ReactElement } from "react";
import { Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { CreatedSkillKey, Skill, SkillKey } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { useSeconds } from "#shared/time/clock.ts";
import { secondsOf } from "#shared/time/format.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { CopyValue, ShownOnce } from "#shared/ui/shown-once.tsx";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import { useMade } from "#shared/ui/use-made.ts";
import styles from "./skills.module.css";

/** The keys of a skill. A new one is shown once, here, and never again. */
export function SkillKeys({ skill }: { readonly skill: Skill }): ReactElement {
  const client = useQueryClient();
  const session = useSession();
  const stale = useStale();
  const blocked = may(session, "manage") ? stale : "An administrator makes and revokes keys.";
  const [days, setDays] = useState("30");
  const [networks, setNetworks] = useState("");
  const { made, add, drop } = useMade<CreatedSkillKey>();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: keys.skills });
  const create = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/skills/{skillId}/keys", {
          params: { path: { skillId: skill.id } },
          body: { expiresInDays: Number(days), networks: networks.split(/[\s,]+/u).filter((network) => network !== "") },
        }),
      ),
    onSuccess: add,
    onSettled: refresh,
    gcTime: 0,
  });

  return (
    <Card
      title="Keys"
      aside={
        <div className={styles.row}>
          <TextInput
            aria-label="Networks it may be used from"
            placeholder="from anywhere"
            title="Networks it may be used from, as 203.0.113.0/24; from anywhere when empty"
            w={150}
            value={networks}
            onChange={(event) => setNetworks(event.currentTarget.value)}
          />
          <Select
            aria-label="Expires in"
            w={120}
            allowDeselect={false}
            data={["1", "7", "30", "60", "90"].map((value) => ({ value, label: value === "1" ? "for 1 day" : `for ${value} days` }))}
            value={days}
            onChange={(value) => setDays(value ?? "30")}
          />
          <ActionButton
            variant="default"
            blocked={blocked}
            loading={create.isPending}
            onClick={() => create.mutate()}
            leftSection={<Icon name="key" size={14} />}
            testId="create-key"
          >
            Create key
          </ActionButton>
        </div>
      }
    >
      {create.isError && <Problem error={create.error} />}
      {made.map((created) => (
        <NewKey key={created.key} created={created} onDone={() => drop(created)} />
      ))}
      {skill.keys.length === 0 && made.length === 0 && (
        <div className={`${styles.pad ?? ""} sg-muted`}>No key: nothing can call as this skill.</div>
      )}
      {skill.keys.length > 0 && (
        <div className={styles.scroll}>
          <table className={pageStyles.table}>
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">Created</th>
                <th scope="col">Expires</th>
                <th scope="col">Last used</th>
                <th scope="col">State</th>
                <th scope="col">
                  <span className="sg-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {skill.keys.map((key) => (
                <KeyRow key={key.id} skillKey={key} skillId={skill.id} blocked={blocked} refresh={refresh} onRotated={add} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function NewKey({ created, onDone }: { readonly created: CreatedSkillKey; readonly onDone: () => void }): ReactElement {
  return (
    <ShownOnce
      testId="new-key"
      text="Copy this key now. It is shown this once; SaaSGate keeps only its hash. One whose place it takes works for a day more."
      onDone={onDone}
    >
      <CopyValue value={created.key} testId="new-key-value" />
    </ShownOnce>
  );
}

interface KeyRowProps {
  readonly skillKey: SkillKey;
  readonly skillId: string;
  readonly blocked: string | null;
  readonly refresh: () => Promise<void>;
  readonly onRotated: (made: CreatedSkillKey) => void;
}

function KeyRow({ skillKey, skillId, blocked, refresh, onRotated }: KeyRowProps): ReactElement {
  const now = useSeconds();
  const revoke = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/skills/{skillId}/keys/{keyId}", { params: { path: { skillId, keyId: skillKey.id } } })),
    onSettled: refresh,
  });
  const rotate = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/skills/{skillId}/keys/{keyId}/rotate", {
          params: { path: { skillId, keyId: skillKey.id } },
          body: { expiresInDays: 30, overlapHours: 24 },
        }),
      ),
    onSuccess: onRotated,
    onSettled: refresh,
    gcTime: 0,
  });
  const expired = secondsOf(skillKey.expiresAt) <= now;
  const usable = skillKey.revokedAt === null && !expired;
  return (
    <tr className={usable ? undefined : styles.gone} data-testid="key-row" data-id={skillKey.id}>
      <td>
        <span className="sg-mono">{skillKey.hint}…</span>
        {skillKey.networks.length > 0 && <div className="sg-muted">from {skillKey.networks.join(", ")}</div>}
      </td>
      <td>
        <TimeAgo iso={skillKey.createdAt} />
      </td>
      <td>
        <TimeAhead iso={skillKey.expiresAt} past="expired" />
      </td>
      <td>{skillKey.lastUsedAt === null ? <span className="sg-muted">never</span> : <TimeAgo iso={skillKey.lastUsedAt} />}</td>
      <td>{skillKey.revokedAt !== null ? <Chip tone="danger">Revoked</Chip> : expired ? <Chip>Expired</Chip> : <Chip>Usable</Chip>}</td>
      <td className={pageStyles.number}>
        {revoke.isError && <Problem error={revoke.error} />}
        {rotate.isError && <Problem error={rotate.error} />}
        {usable && (
          <AskFirst
            act="Revoke"
            warning="Cuts its streams, for good."
            blocked={blocked}
            pending={revoke.isPending}
            onAct={() => revoke.mutate()}
            testId="revoke-key"
          >
            <ActionButton
              variant="subtle"
              size="compact-xs"
              blocked={blocked}
              loading={rotate.isPending}
              onClick={() => rotate.mutate()}
              testId="rotate-key"
            >
              Rotate
            </ActionButton>
          </AskFirst>
        )}
      </td>
    </tr>
  );
}
