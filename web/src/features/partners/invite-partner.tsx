import { useState, type ReactElement } from "react";
import { Button, Group, Modal, Select, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { skillsQuery } from "#shared/queries/skills.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";

const dayMs = 86_400_000;
const lengths = [
  { value: "1", label: "1 day" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
];

/** Offers another organisation to review. Nobody learns by that whether the address is one of an organisation here. */
export function InvitePartner({ onClose }: { readonly onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const known = useQuery(skillsQuery).data ?? [];
  const [address, setAddress] = useState("");
  const [does, setDoes] = useState("decide");
  const [masking, setMasking] = useState<"full" | "summary">("full");
  const [labels, setLabels] = useState<string[]>([]);
  const [days, setDays] = useState("90");
  const [message, setMessage] = useState("");
  const invite = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/partners/invitations", {
          body: {
            address: address.trim(),
            actions: does === "decide" ? ["see", "decide"] : ["see"],
            labels,
            masking,
            until: new Date(Date.now() + Number(days) * dayMs).toISOString(),
            message: message.trim() === "" ? null : message.trim(),
          },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.partners });
      onClose();
    },
  });
  const fields = invite.isError ? toProblem(invite.error).fields : {};
  return (
    <Modal opened onClose={onClose} title="Invite a partner">
      <form
        data-testid="invite-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (stale === null) invite.mutate();
        }}
      >
        <Stack gap={12}>
          <TextInput
            label="Whom"
            description="The organisation's short name, or the e-mail address of one of its administrators"
            required
            data-autofocus
            value={address}
            error={fields.address?.[0]}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <Select
            label="May"
            allowDeselect={false}
            data={[
              { value: "decide", label: "See and decide" },
              { value: "see", label: "See" },
            ]}
            value={does}
            error={fields.actions?.[0]}
            onChange={(value) => setDoes(value ?? "see")}
          />
          <TagsInput
            label="Of skills labelled"
            description="None: every skill"
            data={[...new Set(known.flatMap((skill) => skill.labels))].sort()}
            value={labels}
            error={fields.labels?.[0]}
            onChange={setLabels}
          />
          <Select
            label="Shown"
            description={
              masking === "full"
                ? "Prompts, tool calls and findings, masked as recorded"
                : "Skill, rule, destination and kinds of findings; nothing that a request says"
            }
            allowDeselect={false}
            data={[
              { value: "full", label: "The whole masked request" },
              { value: "summary", label: "What it is about" },
            ]}
            value={masking}
            onChange={(value) => setMasking(value === "summary" ? "summary" : "full")}
          />
          <Select
            label="For"
            allowDeselect={false}
            data={lengths}
            value={days}
            error={fields.until?.[0]}
            onChange={(value) => setDays(value ?? "90")}
          />
          <Textarea
            label="Message"
            autosize
            minRows={2}
            maxLength={500}
            value={message}
            error={fields.message?.[0]}
            onChange={(event) => setMessage(event.currentTarget.value)}
          />
          {invite.isError && <Problem error={invite.error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton type="submit" blocked={stale} loading={invite.isPending} testId="invite-submit">
              Invite
            </ActionButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
