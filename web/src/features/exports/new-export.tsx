import { useState, type ReactElement } from "react";
import { Button, Group, Modal, PasswordInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { ExportSink } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";

const kinds: readonly { readonly value: ExportSink["kind"]; readonly label: string; readonly address: string }[] = [
  { value: "webhook", label: "HTTPS webhook, signed", address: "https://siem.example.com/events" },
  { value: "syslog", label: "Syslog over TLS", address: "tls://siem.example.com:6514" },
  { value: "otlp", label: "OpenTelemetry logs", address: "https://otel.example.com/v1/logs" },
];

const whats: readonly { readonly value: ExportSink["what"]; readonly label: string; readonly about: string }[] = [
  { value: "events", label: "All that happens", about: "As OCSF events, for a SIEM. Never content." },
  {
    value: "checkpoints",
    label: "Checkpoints alone",
    about: "Whole and signed. Kept where nobody here can reach them, they show whether history was written anew.",
  },
];

export function NewExport({ onClose }: { readonly onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<ExportSink["kind"]>("webhook");
  const [what, setWhat] = useState<ExportSink["what"]>("events");
  const [address, setAddress] = useState("");
  const [secret, setSecret] = useState("");
  const [authority, setAuthority] = useState("");
  const create = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/exports", {
          body: {
            name: name.trim(),
            kind,
            what,
            address: address.trim(),
            secret: kind === "syslog" || secret === "" ? null : secret,
            authority: authority.trim() === "" ? null : authority,
          },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.exports });
      onClose();
    },
  });
  const fields = create.isError ? toProblem(create.error).fields : {};
  return (
    <Modal opened onClose={onClose} title="New receiver">
      <form
        data-testid="new-export-form"
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
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <Select
            label="Kind"
            allowDeselect={false}
            data={kinds.map(({ value, label }) => ({ value, label }))}
            value={kind}
            error={fields.kind?.[0]}
            onChange={(value) => {
              setKind(kinds.find((known) => known.value === value)?.value ?? "webhook");
            }}
          />
          <Select
            label="What it is sent"
            description={whats.find(({ value }) => value === what)?.about}
            allowDeselect={false}
            data={whats.map(({ value, label }) => ({ value, label }))}
            value={what}
            error={fields.what?.[0]}
            onChange={(value) => {
              setWhat(whats.find((known) => known.value === value)?.value ?? "events");
            }}
          />
          <TextInput
            label="Address"
            required
            placeholder={kinds.find(({ value }) => value === kind)?.address ?? ""}
            value={address}
            error={fields.address?.[0]}
            onChange={(event) => {
              setAddress(event.currentTarget.value);
            }}
          />
          {kind !== "syslog" && (
            <PasswordInput
              label={kind === "webhook" ? "Secret that signs" : "Authorization header"}
              description="Kept sealed and shown to nobody"
              required={kind === "webhook"}
              value={secret}
              error={fields.secret?.[0]}
              onChange={(event) => {
                setSecret(event.currentTarget.value);
              }}
            />
          )}
          <Textarea
            label="Certificate authority"
            description="PEM, where the receiver's certificate leads to no public one"
            autosize
            minRows={2}
            maxRows={6}
            value={authority}
            error={fields.authority?.[0]}
            onChange={(event) => {
              setAuthority(event.currentTarget.value);
            }}
          />
          {create.isError && <Problem error={create.error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton type="submit" blocked={stale} loading={create.isPending} testId="new-export-submit">
              Add receiver
            </ActionButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
