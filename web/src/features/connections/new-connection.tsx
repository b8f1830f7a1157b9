import { useState, type ReactElement } from "react";
import { Button, Group, Modal, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import styles from "./connections.module.css";

interface NewConnectionProps {
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}

const fieldNames = ["name", "baseUrl", "credential"];

/** A Claude endpoint and the API key for it, which is sealed and never shown again. */
export function NewConnection({ onClose, onMade }: NewConnectionProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [name, setName] = useState("");
  const [baseUrl, setBaseUrl] = useState("https://api.anthropic.com");
  const [credential, setCredential] = useState("");
  const create = useMutation({
    mutationFn: () =>
      read(api.POST("/api/v1/connections", { body: { name: name.trim(), baseUrl: baseUrl.trim(), credential: credential.trim() } })),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: keys.connections });
      onMade(id);
    },
  });
  const fields = create.isError ? toProblem(create.error).fields : {};
  return (
    <Modal opened onClose={onClose} title="New connection" closeOnClickOutside={credential === ""}>
      <form
        className={styles.form}
        data-testid="new-connection-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (stale === null && !create.isPending) create.mutate();
        }}
      >
        <TextInput
          label="Name"
          description="How it is called everywhere, e.g. claude-production"
          required
          data-autofocus
          value={name}
          error={fields.name?.[0]}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Base URL"
          description="Where Claude answers"
          required
          value={baseUrl}
          error={fields.baseUrl?.[0]}
          onChange={(event) => setBaseUrl(event.currentTarget.value)}
        />
        <PasswordInput
          label="Claude API key"
          description="Sealed at once and shown to nobody. Skills never see it: they get keys of their own."
          required
          autoComplete="off"
          value={credential}
          error={fields.credential?.[0]}
          onChange={(event) => setCredential(event.currentTarget.value)}
        />
        {create.isError && !fieldNames.some((field) => fields[field] !== undefined) && <Problem error={create.error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <ActionButton type="submit" blocked={stale} loading={create.isPending} testId="new-connection-submit">
            Register connection
          </ActionButton>
        </Group>
      </form>
    </Modal>
  );
}
