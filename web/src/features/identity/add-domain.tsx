import { useState, type ReactElement } from "react";
import { Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";

/** Says that a domain is the organisation's; it is to be shown then. */
export function AddDomain(): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [name, setName] = useState("");
  const add = useMutation({
    mutationFn: () => read(api.POST("/api/v1/domains", { body: { name: name.trim() } })),
    onSuccess: async () => {
      setName("");
      await client.invalidateQueries({ queryKey: keys.identity });
    },
  });
  const problem = add.isError ? toProblem(add.error) : null;
  return (
    <form
      data-testid="add-domain"
      onSubmit={(event) => {
        event.preventDefault();
        if (stale === null && name.trim() !== "") add.mutate();
      }}
    >
      <Group gap={6} align="start" wrap="nowrap">
        <TextInput
          size="xs"
          aria-label="Domain"
          placeholder="example.com"
          value={name}
          error={problem === null ? undefined : (problem.fields.name?.[0] ?? problem.message)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ActionButton
          size="xs"
          variant="default"
          type="submit"
          blocked={stale ?? (name.trim() === "" ? "Enter a domain." : null)}
          loading={add.isPending}
          testId="add-domain-submit"
        >
          Add
        </ActionButton>
      </Group>
    </form>
  );
}
