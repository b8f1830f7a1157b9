import { useState, type ReactElement } from "react";
import { Button, Group, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { toProblem } from "../api/problem.ts";
import { leaveForProvider } from "../queries/session.ts";
import { useSession } from "../queries/session-context.ts";
import { ActionButton } from "../ui/action-button.tsx";
import { Problem } from "../ui/note.tsx";
import { askPasskey, knowsPasskeys } from "./passkey.ts";

interface StepUpProps {
  readonly onDone: () => void;
}

/** Asks once more who this is, by a password or a passkey; then goes on with what asked for it. Whom an identity provider keeps signs in there again. */
export function StepUp({ onDone }: StepUpProps): ReactElement {
  const { provider, user } = useSession();
  const leave = useMutation({
    mutationFn: (providerId: string) => leaveForProvider(providerId, user.email, window.location.pathname + window.location.search, true),
  });
  if (provider === null) return <LocalStepUp onDone={onDone} />;
  return (
    <div data-testid="step-up">
      <ActionButton blocked={null} loading={leave.isPending} testId="step-up-provider" onClick={() => leave.mutate(provider.id)}>
        Sign in again at {provider.name}
      </ActionButton>
      {leave.isError && <Problem error={leave.error} />}
    </div>
  );
}

function LocalStepUp({ onDone }: StepUpProps): ReactElement {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const prove = useMutation({
    mutationFn: () => read(api.POST("/api/v1/session/step-up", { body: { password, code: code === "" ? null : code } })),
    onSuccess: () => {
      setPassword("");
      setCode("");
      onDone();
    },
  });
  const sign = useMutation({
    mutationFn: async () => read(api.POST("/api/v1/session/step-up/passkey", { body: await askPasskey() })),
    onSuccess: onDone,
  });
  const fields = prove.isError ? toProblem(prove.error).fields : {};
  const wrong = fields.password?.[0];
  const codeWanted = code !== "" || fields.code !== undefined;
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
        {codeWanted && (
          <TextInput
            aria-label="Code"
            placeholder="Code"
            autoComplete="one-time-code"
            w={110}
            value={code}
            error={fields.code?.[0]}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <ActionButton
          type="submit"
          blocked={password === "" ? "Enter your password." : null}
          loading={prove.isPending}
          testId="step-up-submit"
        >
          Confirm
        </ActionButton>
        {knowsPasskeys && (
          <Button variant="default" loading={sign.isPending} data-testid="step-up-passkey" onClick={() => sign.mutate()}>
            Passkey
          </Button>
        )}
      </Group>
      {prove.isError && wrong === undefined && !codeWanted && <Problem error={prove.error} />}
      {sign.isError && <Problem error={sign.error} />}
    </form>
  );
}
