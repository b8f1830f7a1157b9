import { useState, type ReactElement } from "react";
import { Button, Group, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { LegalHold } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { holdsQuery } from "#shared/queries/retention.ts";
import { useMay } from "#shared/queries/roles.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./retention.module.css";

type Kind = LegalHold["kind"];

const kinds: readonly { readonly value: Kind; readonly label: string }[] = [
  { value: "session", label: "Session" },
  { value: "skill", label: "Skill" },
  { value: "person", label: "Person" },
  { value: "incident", label: "Incident" },
];

/** What must not be deleted, however old it is. */
export function Holds(): ReactElement {
  const acts = useMay("contain");
  const holds = useQuery(holdsQuery);
  const items = holds.data ?? [];
  return (
    <Card title="Legal holds" aside={<Chip>{items.length} in force</Chip>}>
      {holds.isPending && <LoadingRows rows={3} />}
      {holds.isError && <Problem error={holds.error} retry={() => void holds.refetch()} />}
      {holds.data !== undefined && items.length === 0 && <Empty icon="hourglass" title="Nothing is on hold" />}
      <ul className={pageStyles.rows} data-testid="holds">
        {items.map((hold) => (
          <Hold key={hold.id} hold={hold} acts={acts} />
        ))}
      </ul>
      {acts && <NewHold />}
    </Card>
  );
}

function Hold({ hold, acts }: { readonly hold: LegalHold; readonly acts: boolean }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [reason, setReason] = useState<string | null>(null);
  const lift = useMutation({
    mutationFn: () =>
      read(api.POST("/api/v1/retention/holds/{holdId}/lift", { params: { path: { holdId: hold.id } }, body: { reason: reason ?? "" } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.retention }),
  });
  return (
    <li className={pageStyles.row}>
      <div className={pageStyles.line}>
        <Chip>{hold.kind}</Chip>
        <strong>{hold.targetName}</strong>
        <CopyId value={hold.targetId} label={`${hold.kind} id`} />
        {acts && (
          <Button
            variant="default"
            size="compact-xs"
            data-testid="begin-hold-lift"
            onClick={() => {
              setReason(reason === null ? "" : null);
            }}
          >
            {reason === null ? "Lift" : "Keep"}
          </Button>
        )}
      </div>
      <div className={pageStyles.line}>
        <span className={`${pageStyles.grow ?? ""} sg-muted`}>
          {hold.reason} ({hold.createdByName}, <TimeAgo iso={hold.createdAt} />)
        </span>
      </div>
      {reason !== null && (
        <Group gap={8} wrap="nowrap" mt={4}>
          <TextInput
            size="xs"
            style={{ flex: 1 }}
            aria-label="Why it is lifted"
            placeholder="Why: what is old enough is deleted after that"
            value={reason}
            onChange={(event) => {
              setReason(event.currentTarget.value);
            }}
          />
          <ActionButton
            size="xs"
            color="red"
            blocked={stale ?? (reason.trim() === "" ? "Say why." : null)}
            loading={lift.isPending}
            testId="hold-lift"
            onClick={() => {
              lift.mutate();
            }}
          >
            Lift hold
          </ActionButton>
        </Group>
      )}
      {lift.isError && <Problem error={lift.error} />}
    </li>
  );
}

function NewHold(): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [kind, setKind] = useState<Kind>("session");
  const [target, setTarget] = useState("");
  const [reason, setReason] = useState("");
  const create = useMutation({
    mutationFn: () => read(api.POST("/api/v1/retention/holds", { body: { kind, targetId: target.trim(), reason: reason.trim() } })),
    onSuccess: async () => {
      setTarget("");
      setReason("");
      await client.invalidateQueries({ queryKey: keys.retention });
    },
  });
  const fields = create.isError ? toProblem(create.error).fields : {};
  return (
    <form
      className={styles.form}
      data-testid="hold-form"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Group gap={8} wrap="nowrap" align="start">
        <Select
          size="xs"
          w={110}
          aria-label="Kind"
          allowDeselect={false}
          data={kinds}
          value={kind}
          onChange={(value) => {
            setKind(kinds.find((known) => known.value === value)?.value ?? "session");
          }}
        />
        <TextInput
          size="xs"
          style={{ flex: 1 }}
          aria-label="Id"
          placeholder="Its id"
          required
          value={target}
          error={fields.targetId?.[0]}
          onChange={(event) => {
            setTarget(event.currentTarget.value);
          }}
        />
      </Group>
      <Group gap={8} wrap="nowrap" align="start">
        <TextInput
          size="xs"
          style={{ flex: 1 }}
          aria-label="Reason"
          placeholder="Why"
          required
          value={reason}
          error={fields.reason?.[0]}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        <ActionButton type="submit" size="xs" blocked={stale} loading={create.isPending} testId="hold-create">
          Hold
        </ActionButton>
      </Group>
      {create.isError && <Problem error={create.error} />}
    </form>
  );
}
