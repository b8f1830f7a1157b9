import { useState, type ReactElement } from "react";
import { Button, Group, Modal, Select, Stack, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { CreatedSkillClient, SkillClient } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { skillClientsQuery } from "#shared/queries/tokens.ts";
import { useSeconds } from "#shared/time/clock.ts";
import { secondsOf } from "#shared/time/format.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { CopyValue, ShownOnce } from "#shared/ui/shown-once.tsx";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import { useMade } from "#shared/ui/use-made.ts";
import styles from "./skills.module.css";

/** The clients of a skill: they ask the token service for tokens of ten minutes. */
export function SkillClients({ skillId }: { readonly skillId: string }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const blocked = may(useSession(), "manage") ? stale : "An administrator makes and revokes clients.";
  const clients = useQuery(skillClientsQuery(skillId));
  const [adding, setAdding] = useState(false);
  const { made, add, drop } = useMade<CreatedSkillClient>();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: skillClientsQuery(skillId).queryKey });
  const items = clients.data?.items ?? [];
  return (
    <Card
      title="Clients of the token service"
      aside={
        <ActionButton
          variant="default"
          blocked={blocked}
          onClick={() => setAdding(true)}
          leftSection={<Icon name="plus" size={14} />}
          testId="new-client"
        >
          Add client
        </ActionButton>
      }
    >
      {clients.isPending && <LoadingRows rows={1} height={20} />}
      {clients.isError && <Problem error={clients.error} retry={() => void clients.refetch()} />}
      {made.map((created) => (
        <NewClientMade key={created.clientId} created={created} onDone={() => drop(created)} />
      ))}
      {clients.data !== undefined && items.length === 0 && made.length === 0 && (
        <div className={`${styles.pad ?? ""} sg-muted`}>
          No client. One gets tokens of ten minutes at {clients.data.tokenEndpoint}, with a secret or with keys of its own.
        </div>
      )}
      {items.length > 0 && (
        <div className={styles.scroll}>
          <table className={pageStyles.table} data-testid="clients">
            <thead>
              <tr>
                <th scope="col">Client</th>
                <th scope="col">Proves itself by</th>
                <th scope="col">Expires</th>
                <th scope="col">Last used</th>
                <th scope="col">State</th>
                <th scope="col">
                  <span className="sg-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <ClientRow key={item.id} item={item} skillId={skillId} blocked={blocked} refresh={refresh} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {adding && (
        <NewClient
          skillId={skillId}
          onClose={() => setAdding(false)}
          onMade={(created) => {
            setAdding(false);
            add(created);
            void refresh();
          }}
        />
      )}
    </Card>
  );
}

function NewClientMade({ created, onDone }: { readonly created: CreatedSkillClient; readonly onDone: () => void }): ReactElement {
  return (
    <ShownOnce
      testId="new-client-made"
      secret={created.clientSecret !== null}
      text={
        created.clientSecret === null
          ? "The client signs assertions with its own key. It asks for tokens at the address below."
          : "Copy the secret now. It is shown this once; SaaSGate keeps only its hash."
      }
      onDone={onDone}
    >
      <CopyValue name="client_id" value={created.clientId} testId="made-client_id" />
      {created.clientSecret !== null && <CopyValue name="client_secret" value={created.clientSecret} testId="made-client_secret" />}
      <CopyValue name="Token address" value={created.tokenEndpoint} testId="made-Token address" />
    </ShownOnce>
  );
}

interface ClientRowProps {
  readonly item: SkillClient;
  readonly skillId: string;
  readonly blocked: string | null;
  readonly refresh: () => Promise<void>;
}

function ClientRow({ item, skillId, blocked, refresh }: ClientRowProps): ReactElement {
  const now = useSeconds();
  const revoke = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/skills/{skillId}/clients/{clientId}", { params: { path: { skillId, clientId: item.id } } })),
    onSettled: refresh,
  });
  const expired = secondsOf(item.expiresAt) <= now;
  const usable = item.revokedAt === null && !expired;
  return (
    <tr className={usable ? undefined : styles.gone} data-testid="client-row">
      <td>
        <CopyId value={item.id} label="client id" />
      </td>
      <td>
        {item.method === "client_secret" ? "a secret" : "signed assertions"} <span className="sg-muted sg-mono">{item.hint}</span>
      </td>
      <td>
        <TimeAhead iso={item.expiresAt} past="expired" />
      </td>
      <td>{item.lastUsedAt === null ? <span className="sg-muted">never</span> : <TimeAgo iso={item.lastUsedAt} />}</td>
      <td>{item.revokedAt !== null ? <Chip tone="danger">Revoked</Chip> : expired ? <Chip>Expired</Chip> : <Chip>Usable</Chip>}</td>
      <td className={pageStyles.number}>
        {revoke.isError && <Problem error={revoke.error} />}
        {usable && (
          <AskFirst
            act="Revoke"
            warning="Cuts its streams, for good."
            blocked={blocked}
            pending={revoke.isPending}
            onAct={() => revoke.mutate()}
            testId="revoke-client"
          />
        )}
      </td>
    </tr>
  );
}

interface NewClientProps {
  readonly skillId: string;
  readonly onClose: () => void;
  readonly onMade: (created: CreatedSkillClient) => void;
}

function NewClient({ skillId, onClose, onMade }: NewClientProps): ReactElement {
  const stale = useStale();
  const [method, setMethod] = useState<SkillClient["method"]>("client_secret");
  const [days, setDays] = useState("90");
  const [jwks, setJwks] = useState("");
  const create = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/skills/{skillId}/clients", {
          params: { path: { skillId } },
          body: { method, expiresInDays: Number(days), ...(method === "private_key_jwt" ? { jwks: parse(jwks) } : {}) },
        }),
      ),
    onSuccess: onMade,
    gcTime: 0,
  });
  const fields = create.isError ? toProblem(create.error).fields : {};
  return (
    <Modal opened onClose={onClose} title="New client">
      <form
        data-testid="new-client-form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack gap={12}>
          <Select
            label="It proves itself by"
            allowDeselect={false}
            data={[
              { value: "client_secret", label: "a secret that SaaSGate makes" },
              { value: "private_key_jwt", label: "assertions that it signs (private_key_jwt)" },
            ]}
            value={method}
            error={fields.method?.[0]}
            onChange={(value) => setMethod(value === "private_key_jwt" ? value : "client_secret")}
          />
          {method === "private_key_jwt" && (
            <Textarea
              label="Its public keys"
              description="A JSON Web Key Set. Never paste a private key here."
              required
              autosize
              minRows={4}
              maxRows={12}
              value={jwks}
              error={fields.jwks?.[0]}
              onChange={(event) => setJwks(event.currentTarget.value)}
            />
          )}
          <Select
            label="Expires"
            allowDeselect={false}
            data={["1", "30", "90", "365"].map((value) => ({ value, label: value === "1" ? "in a day" : `in ${value} days` }))}
            value={days}
            error={fields.expiresInDays?.[0]}
            onChange={(value) => setDays(value ?? "90")}
          />
          <span className="sg-muted">Two clients are live at once at most: one, and the one that takes its place.</span>
          {create.isError && <Problem error={create.error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton type="submit" blocked={stale} loading={create.isPending} testId="new-client-submit">
              Add client
            </ActionButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What was pasted, or nothing that the API takes: it says what is needed. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
