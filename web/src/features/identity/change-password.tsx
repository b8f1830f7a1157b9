import { useState, type ReactElement } from "react";
import { PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { notDrawn, toProblem } from "#shared/api/problem.ts";
import { differs, leastPassword, notYet } from "#shared/credentials/password-rules.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import styles from "./identity.module.css";

/** Another password, for whoever has the one before. It ends every other sign-in. */
export function ChangePassword(): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [code, setCode] = useState("");
  const change = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/session/password", {
          body: { currentPassword: current, newPassword: password, code: code === "" ? null : code.trim() },
        }),
      ),
    onSuccess: () => {
      setCurrent("");
      setPassword("");
      setAgain("");
      setCode("");
      return client.invalidateQueries({ queryKey: keys.identity });
    },
  });
  const problem = change.isError ? toProblem(change.error) : null;
  const codeWanted = code !== "" || problem?.fields.code !== undefined;
  const rest = problem === null ? null : notDrawn(problem, ["currentPassword", "newPassword", "code"]);
  const blocked = stale ?? (current === "" ? "Enter the password that you have." : notYet(password, again));
  return (
    <Card title="Password">
      <form
        className={styles.form}
        data-testid="change-password"
        onSubmit={(event) => {
          event.preventDefault();
          if (blocked === null && !change.isPending) change.mutate();
        }}
      >
        <p className={styles.hint}>Another password signs you out everywhere else. You are told by mail where mail is set up.</p>
        <PasswordInput
          size="xs"
          label="Your password now"
          autoComplete="current-password"
          value={current}
          error={problem?.fields.currentPassword?.[0]}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          size="xs"
          label="New password"
          description={`At least ${String(leastPassword)} characters`}
          autoComplete="new-password"
          value={password}
          error={problem?.fields.newPassword?.[0]}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PasswordInput
          size="xs"
          label="The same once more"
          autoComplete="new-password"
          value={again}
          error={differs(password, again)}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
        {codeWanted && (
          <TextInput
            size="xs"
            label="Code"
            description="Of your authenticator app, or a recovery code"
            autoComplete="one-time-code"
            value={code}
            error={problem?.fields.code?.[0]}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <div>
          <ActionButton size="xs" type="submit" blocked={blocked} loading={change.isPending} testId="change-password-submit">
            Change password
          </ActionButton>
        </div>
        {rest !== null && <Problem error={rest} />}
        {change.isSuccess && (
          <p role="status" data-testid="password-changed">
            Your password is changed, and you are signed out everywhere else.
          </p>
        )}
      </form>
    </Card>
  );
}
