import { useState, type ReactElement } from "react";
import { Button, Checkbox, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { CreatedToken } from "#shared/api/types.ts";
import { FreshProblem } from "#shared/credentials/fresh-problem.tsx";
import { keys } from "#shared/queries/keys.ts";
import { useBlocked } from "#shared/queries/roles.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { scopes, type Scope } from "./scopes.ts";

type Asked = Exclude<Scope, "scim">;

const lives = [
  { value: "7", label: "in a week" },
  { value: "30", label: "in 30 days" },
  { value: "90", label: "in 90 days" },
  { value: "365", label: "in a year" },
];

/** Makes a token: what it is for, what it may do, and until when. Nobody gives what they may not do themselves. */
export function NewToken({
  onClose,
  onMade,
}: {
  readonly onClose: () => void;
  readonly onMade: (token: CreatedToken) => void;
}): ReactElement {
  const client = useQueryClient();
  const session = useSession();
  const blocked = useBlocked();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Asked[]>(["read"]);
  const [days, setDays] = useState("30");
  const create = useMutation({
    mutationFn: () => read(api.POST("/api/v1/tokens", { body: { name: name.trim(), scopes: [...chosen], expiresInDays: Number(days) } })),
    onSuccess: onMade,
    onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
    gcTime: 0,
  });
  const fields = create.isError ? toProblem(create.error).fields : {};
  return (
    <Modal opened onClose={onClose} size="lg" title="Make an API token">
      <form
        data-testid="token-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (blocked === null && chosen.length > 0) create.mutate();
        }}
      >
        <Stack gap={12}>
          <TextInput
            label="What it is for"
            placeholder="Nightly export"
            required
            data-autofocus
            value={name}
            error={fields.name?.[0]}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox.Group
            label="What it may do"
            value={[...chosen]}
            error={fields.scopes?.[0]}
            onChange={(ticked) => setChosen(scopes.map(({ scope }) => scope).filter((scope) => ticked.includes(scope)))}
          >
            <Stack gap={8} mt={8}>
              {scopes.map((known) => {
                const may = session.permissions.includes(known.needs);
                return (
                  <Checkbox
                    key={known.scope}
                    value={known.scope}
                    label={known.name}
                    description={may ? known.what : "You may not do this yourself"}
                    disabled={!may}
                    data-testid={`scope-${known.scope}`}
                  />
                );
              })}
            </Stack>
          </Checkbox.Group>
          <Select
            label="Expires"
            w={160}
            allowDeselect={false}
            data={lives}
            value={days}
            error={fields.expiresInDays?.[0]}
            onChange={(value) => setDays(value ?? "30")}
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton
              type="submit"
              blocked={blocked ?? (chosen.length === 0 ? "Tick what it may do." : null)}
              loading={create.isPending}
              testId="create-token"
            >
              Make token
            </ActionButton>
          </Group>
        </Stack>
      </form>
      {create.isError && <FreshProblem error={create.error} again={() => create.mutate()} />}
    </Modal>
  );
}
