import { useState, type ReactElement } from "react";
import { Button, Group, Modal, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { connectionsQuery, membersQuery } from "#shared/queries/settings.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import styles from "./skills.module.css";

interface NewSkillProps {
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}

export function NewSkill({ onClose, onMade }: NewSkillProps): ReactElement {
  const client = useQueryClient();
  const session = useSession();
  const stale = useStale();
  const known = useQuery(connectionsQuery).data;
  const connections = known ?? [];
  const members = useQuery(membersQuery).data ?? [];
  const [name, setName] = useState("");
  const [purpose, setPurpose] = useState("");
  const [chosen, setConnection] = useState<string | null>(null);
  const [owner, setOwner] = useState<string | null>(session.user.id);
  const connection = chosen ?? connections[0]?.id ?? null;
  const create = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/skills", {
          body: {
            name: name.trim(),
            purpose: purpose.trim(),
            connectionId: connection ?? "",
            ...(owner === null ? {} : { ownerUserId: owner }),
          },
        }),
      ),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: keys.skills });
      onMade(id);
    },
  });
  const fields = create.isError ? toProblem(create.error).fields : {};

  return (
    <Modal opened onClose={onClose} title="New skill">
      <form
        className={styles.form}
        data-testid="new-skill-form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextInput
          label="Name"
          description="How it is called everywhere, e.g. ticket-triage"
          required
          data-autofocus
          value={name}
          error={fields.name?.[0]}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label="Purpose"
          description="What it does, for those who find it later"
          required
          autosize
          minRows={2}
          value={purpose}
          error={fields.purpose?.[0]}
          onChange={(event) => setPurpose(event.currentTarget.value)}
        />
        <Select
          label="Connection"
          required
          searchable
          allowDeselect={false}
          data={connections.map(({ id, name: label }) => ({ value: id, label }))}
          value={connection}
          error={fields.connectionId?.[0]}
          onChange={setConnection}
        />
        {known?.length === 0 && (
          <p className="sg-muted">
            There is no connection to Claude yet. <Link to="/connections">Register one</Link> first.
          </p>
        )}
        <Select
          label="Owner"
          required
          searchable
          allowDeselect={false}
          data={members.map(({ id, displayName }) => ({ value: id, label: displayName }))}
          value={owner}
          error={fields.ownerUserId?.[0]}
          onChange={setOwner}
        />
        {create.isError && <Problem error={create.error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <ActionButton type="submit" blocked={stale} loading={create.isPending} testId="new-skill-submit">
            Register skill
          </ActionButton>
        </Group>
      </form>
    </Modal>
  );
}
