import { useState, type ReactElement } from "react";
import { Button, Checkbox, PasswordInput, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { Connection, ShownCredential } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./connections.module.css";

const kinds: readonly { readonly value: ShownCredential["kind"]; readonly label: string }[] = [
  { value: "api_key", label: "Claude API key" },
  { value: "oauth_token", label: "OAuth token" },
];

const order: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

/** The credential of a connection: what is known of it, and the ways to check, replace and drop it. Nobody sees it. */
export function CredentialPanel({ connection, onClose }: { readonly connection: Connection; readonly onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const blocked = may(useSession(), "manage") ? stale : "An administrator changes credentials.";
  const params = { path: { connectionId: connection.id }, header: { "If-Match": `"${String(connection.version)}"` } };
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: keys.connections }) };
  const check = useMutation({
    mutationFn: () =>
      read(api.POST("/api/v1/connections/{connectionId}/credential/check", { params: { path: { connectionId: connection.id } } })),
    ...settled,
  });
  const revert = useMutation({
    mutationFn: () => read(api.POST("/api/v1/connections/{connectionId}/credential/revert", { params })),
    ...settled,
  });
  const drop = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/connections/{connectionId}/credential/previous", { params })),
    ...settled,
  });
  const remove = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/connections/{connectionId}", { params })),
    ...settled,
  });
  const failed = [check, revert, drop, remove].find((mutation) => mutation.isError);
  return (
    <Card
      title={`Credential of ${connection.name}`}
      aside={
        <Button variant="subtle" size="compact-xs" onClick={onClose}>
          Close
        </Button>
      }
    >
      <div className={styles.panel} data-testid="credential-panel">
        <div className={styles.line} data-testid="credential-current">
          <Shown credential={connection.credential} />
          <span>
            in use since <TimeAgo iso={connection.credential.since} />
          </span>
          <CheckChip credential={connection.credential} />
          <ActionButton
            variant="default"
            size="compact-xs"
            blocked={blocked}
            loading={check.isPending}
            onClick={() => check.mutate()}
            testId="check-credential"
          >
            Check now
          </ActionButton>
        </div>
        {connection.previous !== null && (
          <div className={styles.line} data-testid="credential-previous">
            <Shown credential={connection.previous} />
            <span className="sg-muted">the one before, kept until you drop it</span>
            <AskFirst
              key={connection.version}
              act="Drop it"
              warning="Nobody can go back to it."
              blocked={blocked}
              pending={drop.isPending}
              onAct={() => drop.mutate()}
              testId="drop-credential"
            >
              <ActionButton
                variant="default"
                size="compact-xs"
                blocked={blocked}
                loading={revert.isPending}
                onClick={() => revert.mutate()}
                testId="revert-credential"
              >
                Use it again
              </ActionButton>
            </AskFirst>
          </div>
        )}
        {failed !== undefined && <Problem error={failed.error} />}
        <Rotate key={connection.version} connection={connection} blocked={blocked} />
        <div className={styles.removal}>
          <AskFirst
            key={connection.version}
            act="Remove this connection"
            warning="Its credentials are destroyed for good. What was recorded over it stays."
            blocked={blocked}
            pending={remove.isPending}
            onAct={() => remove.mutate()}
            testId="remove-connection"
          />
        </div>
      </div>
    </Card>
  );
}

function Shown({ credential }: { readonly credential: ShownCredential }): ReactElement {
  return (
    <b title="Its last characters. SaaSGate holds the whole of it sealed and shows it to nobody.">
      {kinds.find((known) => known.value === credential.kind)?.label ?? credential.kind} <span className="sg-mono">…{credential.hint}</span>
    </b>
  );
}

function CheckChip({ credential }: { readonly credential: ShownCredential }): ReactElement {
  if (credential.check === null || credential.checkedAt === null) return <Chip>not checked yet</Chip>;
  const when = (
    <>
      , <TimeAgo iso={credential.checkedAt} />
    </>
  );
  if (credential.check === "accepted") return <Chip tone="live">accepted{when}</Chip>;
  if (credential.check === "refused") return <Chip tone="danger">refused{when}</Chip>;
  return <Chip tone="wait">no answer{when}</Chip>;
}

function Rotate({ connection, blocked }: { readonly connection: Connection; readonly blocked: string | null }): ReactElement {
  const client = useQueryClient();
  const [kind, setKind] = useState<ShownCredential["kind"]>(connection.credential.kind);
  const [credential, setCredential] = useState("");
  const [dropOld, setDropOld] = useState(false);
  const rotate = useMutation({
    mutationFn: () =>
      read(
        api.PUT("/api/v1/connections/{connectionId}/credential", {
          params: { path: { connectionId: connection.id }, header: { "If-Match": `"${String(connection.version)}"` } },
          body: { credential: credential.trim(), kind, dropOld },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.connections }),
  });
  const fields = rotate.isError ? toProblem(rotate.error).fields : {};
  const cannot = credential.trim() === "" ? "Enter the new credential." : blocked;
  return (
    <form
      className={styles.rotate}
      data-testid="rotate-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (cannot === null && !rotate.isPending) rotate.mutate();
      }}
    >
      <div>
        <Select
          label="Replace it by"
          allowDeselect={false}
          data={[...kinds]}
          value={kind}
          onChange={(value) => setKind(kinds.find((known) => known.value === value)?.value ?? "api_key")}
        />
      </div>
      <PasswordInput
        label="New credential"
        inputWrapperOrder={order}
        description="It is held against the upstream first, and used only when that takes it."
        autoComplete="off"
        value={credential}
        error={fields.credential?.[0]}
        data-testid="new-credential"
        onChange={(event) => setCredential(event.currentTarget.value)}
      />
      <div className={styles.line}>
        <Checkbox
          label="Drop the old one at once: it has leaked"
          checked={dropOld}
          onChange={(event) => setDropOld(event.currentTarget.checked)}
        />
        <ActionButton type="submit" blocked={cannot} loading={rotate.isPending} testId="rotate-credential">
          Check and use it
        </ActionButton>
      </div>
      {rotate.isError && Object.keys(fields).length === 0 && <Problem error={rotate.error} />}
    </form>
  );
}
