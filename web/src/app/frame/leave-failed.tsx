import type { ReactElement } from "react";
import { Modal } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import type { Session } from "#shared/api/types.ts";
import { Problem } from "#shared/ui/note.tsx";
import type { Destination } from "./use-leave.ts";

interface LeaveFailedProps {
  readonly session: Session;
  readonly leave: UseMutationResult<void, Error, Destination>;
}

/** Who believes to be out, or elsewhere, and is not, has to be told. */
export function LeaveFailed({ session, leave }: LeaveFailedProps): ReactElement {
  const { error, variables = null } = leave;
  return (
    <Modal
      opened={error !== null}
      onClose={leave.reset}
      title={variables === null ? "You are still signed in" : `You are still in ${session.organisation.name}`}
      transitionProps={{ duration: 0 }}
      data-testid="leave-failed"
    >
      <Problem error={error} retry={() => leave.mutate(variables)} />
    </Modal>
  );
}
