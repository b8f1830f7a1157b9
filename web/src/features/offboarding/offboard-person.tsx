import { useState, type ReactElement } from "react";
import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { Skill } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { membersQuery } from "#shared/queries/settings.ts";
import { skillsQuery } from "#shared/queries/skills.ts";
import type { Whole } from "#shared/queries/whole.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { endsWords } from "./ends-words.ts";

interface OffboardPersonProps {
  readonly onClose: () => void;
  readonly onDone: (id: string) => void;
}

/** An administrator says that somebody has left. Says what will end, in numbers, before it does. */
export function OffboardPerson({ onClose, onDone }: OffboardPersonProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const session = useSession();
  const own = session.user.id;
  const members = useQuery(membersQuery).data ?? [];
  const reads = may(session, "read");
  const skills = useQuery({ ...skillsQuery, select: (whole: Whole<Skill>) => whole, enabled: reads });
  const [person, setPerson] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const offboard = useMutation({
    mutationFn: () =>
      read(api.POST("/api/v1/offboardings", { body: { person: person ?? "", reason: reason.trim() === "" ? null : reason.trim() } })),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: keys.offboarding });
      await client.invalidateQueries({ queryKey: keys.members });
      onDone(id);
    },
  });
  const counting = reads && skills.isPending;
  const fields = offboard.isError ? toProblem(offboard.error).fields : {};
  return (
    <Modal opened onClose={onClose} title="Offboard a person">
      <form
        data-testid="offboard-form"
        onSubmit={(event) => {
          event.preventDefault();
          offboard.mutate();
        }}
      >
        <Stack gap={12}>
          <Select
            label="Who has left"
            required
            searchable
            data-autofocus
            data={members
              .filter(({ id, status }) => id !== own && status === "active")
              .map(({ id, displayName, email }) => ({ value: id, label: `${visibleText(displayName)} (${visibleText(email)})` }))}
            value={person}
            error={fields.person?.[0]}
            onChange={setPerson}
          />
          <TextInput
            label="Reason"
            description="A line for the report"
            value={reason}
            error={fields.reason?.[0]}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {person !== null && (
            <p data-testid="offboard-preview">
              {counting ? "Counting the skills that end." : endsWords(skills.data, person)} API tokens and sign-ins here end. They can come
              back; what ended stays ended.
            </p>
          )}
          {offboard.isError && <Problem error={offboard.error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton
              type="submit"
              color="red"
              blocked={person === null ? "Choose who has left." : counting ? "What ends is being counted." : stale}
              loading={offboard.isPending}
              testId="offboard-submit"
            >
              Offboard
            </ActionButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
