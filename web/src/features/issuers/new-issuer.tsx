import { useState, type ReactElement } from "react";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";

export function NewIssuer({ audience, onClose }: { readonly audience: string; readonly onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [name, setName] = useState("");
  const [issuer, setIssuer] = useState("");
  const [aud, setAudience] = useState(audience);
  const [address, setAddress] = useState("");
  const create = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/trusted-issuers", {
          body: {
            name: name.trim(),
            issuer: issuer.trim(),
            audience: aud.trim(),
            ...(address.trim() === "" ? {} : { keysAddress: address.trim() }),
          },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.issuers });
      onClose();
    },
  });
  const fields = create.isError ? toProblem(create.error).fields : {};
  return (
    <Modal opened onClose={onClose} title="Trust an issuer">
      <form
        data-testid="new-issuer-form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack gap={12}>
          <TextInput
            label="Name"
            required
            data-autofocus
            value={name}
            error={fields.name?.[0]}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Issuer"
            description="The exact iss of its tokens"
            placeholder="https://token.actions.githubusercontent.com"
            required
            value={issuer}
            error={fields.issuer?.[0]}
            onChange={(event) => setIssuer(event.currentTarget.value)}
          />
          <TextInput
            label="Audience"
            description="The exact aud that the workload asks for. This one is your organisation's alone."
            required
            value={aud}
            error={fields.audience?.[0]}
            onChange={(event) => setAudience(event.currentTarget.value)}
          />
          <TextInput
            label="Address of its keys"
            description="Only where its document of discovery does not say it"
            value={address}
            error={fields.keysAddress?.[0]}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          {create.isError && <Problem error={create.error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton type="submit" blocked={stale} loading={create.isPending} testId="new-issuer-submit">
              Trust it
            </ActionButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
