import type { ReactElement } from "react";
import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { toProblem } from "#shared/api/problem.ts";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { useDraft } from "#shared/text/use-draft.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { StepUp } from "#shared/credentials/step-up.tsx";
import { useBreakGlass } from "./use-decide.ts";

interface BreakGlassProps {
  readonly approval: ApprovalDetail;
  readonly onClose: () => void;
}

/** An admin approves past everyone whom the rule asks. Says first what that sets off. */
export function BreakGlass({ approval, onClose }: BreakGlassProps): ReactElement {
  const stale = useStale();
  const [reason, setReason] = useDraft(`glass ${approval.id}`);
  const breaking = useBreakGlass(approval);
  const done = (): void => {
    setReason("");
    onClose();
  };
  const refused = breaking.isError ? toProblem(breaking.error) : null;
  const send = (): void => breaking.mutate(reason, { onSuccess: done });
  return (
    <Modal opened onClose={onClose} title="Break the glass" closeOnClickOutside={false}>
      <Stack gap={12}>
        <Text size="sm">
          This sends the request of {approval.skillName} although{" "}
          {approval.reviewers.length > 0 ? `the rule asks ${approval.reviewers.join(", ")}` : "the rule asks others"}
          {approval.needed > 1 ? ` for ${String(approval.needed)} approvals` : ""}. It opens an incident of severity high in your name, and
          another person has to review it within three days.
        </Text>
        <Textarea
          label="Why it cannot wait"
          description="Everyone who reads the audit log sees it"
          required
          autosize
          minRows={2}
          maxLength={1000}
          data-autofocus
          data-testid="glass-reason"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {refused?.code === "step_up_needed" && <StepUp onDone={send} />}
        {refused !== null && refused.code !== "step_up_needed" && <Problem error={refused} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={done}>
            Keep waiting
          </Button>
          <ActionButton
            color="red"
            blocked={stale ?? (reason.trim() === "" ? "Say why." : null)}
            loading={breaking.isPending}
            testId="glass-submit"
            onClick={send}
          >
            Break the glass and approve
          </ActionButton>
        </Group>
      </Stack>
    </Modal>
  );
}
