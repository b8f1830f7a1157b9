import { useState, type ReactElement } from "react";
import { Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { StepUp } from "#shared/credentials/step-up.tsx";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { CopyValue, ShownOnce } from "#shared/ui/shown-once.tsx";
import styles from "./identity.module.css";

interface AuthenticatorAppProps {
  readonly on: boolean;
  readonly recoveryCodesLeft: number;
}

/** An app whose codes are asked for besides the password. */
export function AuthenticatorApp({ on, recoveryCodesLeft }: AuthenticatorAppProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [code, setCode] = useState("");
  const refresh = () => client.invalidateQueries({ queryKey: keys.identity });
  const begin = useMutation({ mutationFn: () => read(api.POST("/api/v1/session/authenticator")) });
  const confirm = useMutation({
    mutationFn: () => read(api.POST("/api/v1/session/authenticator/confirm", { body: { code } })),
    onSuccess: () => {
      setCode("");
      begin.reset();
      return refresh();
    },
  });
  const remove = useMutation({
    mutationFn: () => read(api.POST("/api/v1/session/authenticator/remove")),
    onSuccess: () => {
      confirm.reset();
      return refresh();
    },
  });
  const failed = [begin, remove, confirm].find(({ isError }) => isError);
  const problem = failed === undefined ? null : toProblem(failed.error);
  return (
    <Card
      title="Authenticator app"
      aside={
        on ? (
          <ActionButton
            size="compact-xs"
            variant="outline"
            color="red"
            blocked={stale ?? (confirm.data === undefined ? null : "Keep the recovery codes first.")}
            loading={remove.isPending}
            testId="remove-authenticator"
            onClick={() => remove.mutate()}
          >
            Remove
          </ActionButton>
        ) : (
          <ActionButton
            size="compact-xs"
            variant="default"
            blocked={stale}
            loading={begin.isPending}
            testId="begin-authenticator"
            onClick={() => begin.mutate()}
          >
            Set up
          </ActionButton>
        )
      }
    >
      <div className={styles.form}>
        {on ? (
          <p>
            <Chip tone="live">on</Chip> A code is asked for besides your password. {recoveryCodesLeft} recovery codes are left.
          </p>
        ) : (
          <p className="sg-muted">Codes of an app on your phone are asked for besides your password, whoever knows that.</p>
        )}
        {begin.data !== undefined && !on && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              confirm.mutate();
            }}
          >
            <p>
              Enter this secret into the app, or <a href={begin.data.address}>open it there</a>:{" "}
              <span className="sg-mono">{begin.data.secret}</span>
            </p>
            <Group gap={6} align="start">
              <TextInput
                size="xs"
                aria-label="Code of the app"
                placeholder="The app’s code"
                autoComplete="one-time-code"
                value={code}
                error={problem?.fields.code?.[0]}
                onChange={(event) => setCode(event.currentTarget.value)}
              />
              <ActionButton
                size="xs"
                type="submit"
                blocked={code === "" ? "Enter the code." : null}
                loading={confirm.isPending}
                testId="confirm-authenticator"
              >
                Confirm
              </ActionButton>
            </Group>
          </form>
        )}
        {confirm.data !== undefined && (
          <ShownOnce
            testId="recovery-codes"
            text="Keep these recovery codes where you find them without your phone. Each works once; they are shown this once."
            done="I have kept them"
            onDone={() => confirm.reset()}
          >
            <CopyValue value={confirm.data.recoveryCodes.join("\n")} testId="recovery-code-list" />
          </ShownOnce>
        )}
        {problem?.code === "step_up_needed" && (
          <StepUp
            onDone={() => {
              begin.reset();
              remove.reset();
              confirm.reset();
            }}
          />
        )}
        {problem !== null && problem.code !== "step_up_needed" && problem.fields.code === undefined && <Problem error={failed?.error} />}
      </div>
    </Card>
  );
}
