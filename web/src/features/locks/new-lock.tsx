import { useState, type ReactElement } from "react";
import { Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { notDrawn, toProblem } from "#shared/api/problem.ts";
import type { Lock } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { connectionsQuery, membersQuery } from "#shared/queries/settings.ts";
import { skillsQuery } from "#shared/queries/skills.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { endIn, kinds, liftableBy, wordsOf, type LockKind } from "./lock-words.ts";
import styles from "./locks.module.css";

const ends = [
  { value: "0", label: "Until somebody lifts it" },
  { value: "1", label: "For an hour" },
  { value: "8", label: "For eight hours" },
  { value: "24", label: "For a day" },
  { value: "168", label: "For a week" },
];

const order: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

interface NewLockProps {
  readonly kind: LockKind;
  readonly target: string;
  readonly onDone: () => void;
}

/** Says what a lock stops before it is set. */
export function NewLock({ kind: firstKind, target: firstTarget, onDone }: NewLockProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const session = useSession();
  const [kind, setKind] = useState<LockKind>(firstKind);
  const [target, setTarget] = useState(firstTarget);
  const [reason, setReason] = useState("");
  const [hours, setHours] = useState("0");
  const [by, setBy] = useState<Lock["liftableBy"]>("admins");
  const words = wordsOf(kind);
  const choices = useChoices(kind);
  const id = kind === "organisation" ? session.organisation.id : target.trim();
  const create = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/locks", {
          body: {
            kind,
            targetId: id,
            reason: reason.trim(),
            liftableBy: by,
            ...(hours === "0" ? {} : { expiresAt: endIn(Number(hours)) }),
          },
        }),
      ),
    onSuccess: onDone,
    onSettled: () => Promise.all([keys.locks, keys.skills, keys.home].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  const refused = create.isError ? toProblem(create.error) : null;
  const fields = refused?.fields ?? {};
  const rest = refused === null ? null : notDrawn(refused, kind === "organisation" ? ["reason"] : ["reason", "targetId"]);
  const blocked =
    id === "" ? `Say which: ${words.target.toLowerCase()}.` : reason.trim() === "" ? "Say why: the reason is kept and shown." : stale;
  return (
    <Card title="Stop something, in every region at once">
      <form
        className={styles.form}
        data-testid="new-lock"
        onSubmit={(event) => {
          event.preventDefault();
          if (blocked === null && !create.isPending) create.mutate();
        }}
      >
        <div className={styles.fields}>
          <Select
            label="Lock"
            allowDeselect={false}
            data={kinds.map(({ value, label }) => ({ value, label }))}
            value={kind}
            onChange={(value) => {
              setKind(kinds.find((known) => known.value === value)?.value ?? "skill");
              setTarget("");
            }}
          />
          {kind === "organisation" ? (
            <TextInput label={words.target} value={session.organisation.name} readOnly inputWrapperOrder={order} description={words.hint} />
          ) : choices === null ? (
            <TextInput
              label={words.target}
              inputWrapperOrder={order}
              description={words.hint}
              value={target}
              maxLength={100}
              error={fields.targetId?.[0]}
              data-testid="lock-target"
              onChange={(event) => setTarget(event.currentTarget.value)}
            />
          ) : (
            <Select
              label={words.target}
              inputWrapperOrder={order}
              description={words.hint}
              searchable
              data={choices}
              value={target === "" ? null : target}
              error={fields.targetId?.[0]}
              data-testid="lock-target"
              onChange={(value) => setTarget(value ?? "")}
            />
          )}
        </div>
        <TextInput
          label="Reason"
          placeholder="What happened"
          maxLength={500}
          value={reason}
          error={fields.reason?.[0]}
          data-testid="lock-reason"
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={styles.ends}>
          <Select label="How long" allowDeselect={false} data={ends} value={hours} onChange={(value) => setHours(value ?? "0")} />
          <Select
            label="Liftable by"
            allowDeselect={false}
            data={[...liftableBy]}
            value={by}
            onChange={(value) => setBy(liftableBy.find((known) => known.value === value)?.value ?? "admins")}
          />
        </div>
        {rest !== null && <Problem error={rest} />}
        <div className={styles.acts}>
          <Button variant="default" onClick={onDone}>
            Keep it running
          </Button>
          <ActionButton color="red" type="submit" blocked={blocked} loading={create.isPending} testId="lock-confirm">
            Set lock
          </ActionButton>
        </div>
      </form>
    </Card>
  );
}

/** What can be chosen by name; null for what is typed. */
function useChoices(kind: LockKind): { readonly value: string; readonly label: string }[] | null {
  const skills = useQuery({ ...skillsQuery, enabled: kind === "skill" || kind === "label" }).data;
  const members = useQuery({ ...membersQuery, enabled: kind === "person" }).data;
  const connections = useQuery({ ...connectionsQuery, enabled: kind === "connection" }).data;
  if (kind === "skill") return (skills ?? []).map((skill) => ({ value: skill.id, label: skill.name }));
  if (kind === "person") return (members ?? []).map((member) => ({ value: member.id, label: member.displayName }));
  if (kind === "connection") return (connections ?? []).map((connection) => ({ value: connection.id, label: connection.name }));
  return null;
}
