import { useState, type ReactElement } from "react";
import { Button, Group, Input, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { policyPacksQuery } from "#shared/queries/policies.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { ScopeInput } from "./scope-input.tsx";

interface NewPolicyProps {
  readonly onClose: () => void;
  readonly onCreated: (id: string) => void;
}

const beginning = `rules:
  - name: first-rule
    on: request
    when: { text: 'Hello' }
    then: allow
`;

export function NewPolicy({ onClose, onCreated }: NewPolicyProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [name, setName] = useState("");
  const [scope, setScope] = useState("organisation");
  const packs = useQuery(policyPacksQuery);
  const [pack, setPack] = useState("");
  const chosen = packs.data?.find(({ id }) => id === pack);
  const create = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/policies", {
          body: {
            name: name.trim(),
            scope,
            document: chosen?.document ?? beginning,
            note: chosen === undefined ? null : `From the catalogue: ${chosen.title}`,
          },
        }),
      ),
    onSuccess: async (policy) => {
      await client.invalidateQueries({ queryKey: keys.policies });
      onCreated(policy.id);
      onClose();
    },
  });
  const fields = create.isError ? toProblem(create.error).fields : {};
  return (
    <Modal opened onClose={onClose} title="New policy">
      <form
        data-testid="new-policy-form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack gap={12}>
          <TextInput
            label="Name"
            description="Policies of one scope are merged in the order of their names"
            required
            data-autofocus
            maxLength={100}
            value={name}
            error={fields.name?.[0]}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <Select
            label="Begin with"
            description={chosen?.description ?? "A rule to be written over"}
            allowDeselect={false}
            data={[{ value: "", label: "Nothing" }, ...(packs.data ?? []).map(({ id, title }) => ({ value: id, label: title }))]}
            value={pack}
            data-testid="policy-pack"
            onChange={(value) => {
              const next = packs.data?.find(({ id }) => id === value);
              if (next !== undefined && (name === "" || name === chosen?.title)) setName(next.title);
              setPack(value ?? "");
            }}
          />
          <Input.Wrapper label="For" error={fields.scope?.[0]}>
            <ScopeInput scope={scope} disabled={false} onChange={setScope} />
          </Input.Wrapper>
          {create.isError && <Problem error={create.error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton type="submit" blocked={stale} loading={create.isPending} testId="new-policy-submit">
              Write a draft
            </ActionButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
