import { useState, type ReactElement } from "react";
import { Group, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";

interface StepUpProps {
  readonly onDone: () => void;
}

/** Asks for the password once more; then goes on with what asked for it. */
export function StepUp({ onDone }: StepUpProps): ReactElement {
  const [password, setPassword] = useState("");
  const prove = useMutation({
    mutationFn: () => read(api.POST("/api/v1/session/step-up", { body: { password } })),
    onSuccess: () => {
      setPassword("");
      onDone();
    },
  });
  const wrong = prove.isError ? toProblem(prove.error).fields.password?.[0] : undefined;
  return (
    <form
      data-testid="step-up"
      onSubmit={(event) => {
        event.preventDefault();
        prove.mutate();
      }}
    >
      <Group gap={8} align="start" wrap="nowrap">
        <PasswordInput
          style={{ flex: 1 }}
          aria-label="Your password"
          placeholder="Your password, once more"
          autoComplete="current-password"
          data-autofocus
          value={password}
          error={wrong}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <ActionButton
          type="submit"
          blocked={password === "" ? "Enter your password." : null}
          loading={prove.isPending}
          testId="step-up-submit"
        >
          Confirm
        </ActionButton>
      </Group>
      {prove.isError && wrong === undefined && <Problem error={prove.error} />}
    </form>
  );
}
