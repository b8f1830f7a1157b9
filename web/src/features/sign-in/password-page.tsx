import { useState, type ReactElement } from "react";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { differs, leastPassword, notYet } from "#shared/credentials/password-rules.ts";
import { Brand } from "#shared/ui/brand.tsx";
import { LinkButton } from "#shared/ui/link-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import styles from "./sign-in-page.module.css";

/** For whoever has lost a password: asks for a link by mail, and, opened by that link, for another password. */
export function PasswordPage(): ReactElement {
  const token = useLocation({ select: ({ hash }) => hash });
  return (
    <main className={styles.page}>
      <div className={styles.box}>
        <div className={styles.brand}>
          <Brand size={28} />
          SaaSGate
        </div>
        {token === "" ? <AskForLink /> : <SetPassword key={token} token={token} />}
      </div>
    </main>
  );
}

function AskForLink(): ReactElement {
  const [email, setEmail] = useState("");
  const ask = useMutation({
    mutationFn: () => read(api.POST("/api/v1/session/password/forgotten", { body: { email: email.trim() } })),
  });
  return (
    <form
      className={styles.form}
      data-testid="forgotten-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ask.isPending) ask.mutate();
      }}
    >
      <h1>Forgot your password?</h1>
      {ask.isSuccess ? (
        <p className={styles.lead} role="status" data-testid="link-sent">
          If an account with a password has this address, a mail with a link is on its way. The link works once, for an hour. Nothing came?
          Look into spam, and try again in an hour at the latest.
        </p>
      ) : (
        <>
          <p className={styles.lead}>
            You get a link by mail to set another. Whoever signs in through an identity provider has no password here.
          </p>
          <TextInput
            label="E-mail address"
            type="email"
            name="email"
            autoComplete="username"
            size="sm"
            required
            withAsterisk={false}
            data-autofocus
            data-testid="forgotten-email"
            value={email}
            error={ask.isError ? toProblem(ask.error).fields.email?.[0] : undefined}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          {ask.isError && toProblem(ask.error).fields.email === undefined && <Problem error={ask.error} />}
          <Button type="submit" size="sm" loading={ask.isPending} data-testid="forgotten-submit">
            Mail me a link
          </Button>
        </>
      )}
      <LinkButton to="/sign-in" size="sm" variant="subtle">
        Back to the sign-in
      </LinkButton>
    </form>
  );
}

function SetPassword({ token }: { readonly token: string }): ReactElement {
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const set = useMutation({
    mutationFn: () => read(api.POST("/api/v1/session/password/reset", { body: { token, newPassword: password } })),
  });
  const problem = set.isError ? toProblem(set.error) : null;
  return (
    <form
      className={styles.form}
      data-testid="reset-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!set.isPending && notYet(password, again) === null) set.mutate();
      }}
    >
      <h1>Set a new password</h1>
      {set.isSuccess ? (
        <p className={styles.lead} role="status" data-testid="password-set">
          Your password is set. Every sign-in of yours has ended, and your passkeys are removed: add them again once you are in.
        </p>
      ) : (
        <>
          <PasswordInput
            label="New password"
            description={`At least ${String(leastPassword)} characters`}
            name="password"
            autoComplete="new-password"
            size="sm"
            required
            withAsterisk={false}
            minLength={leastPassword}
            data-autofocus
            data-testid="reset-password"
            value={password}
            error={problem?.fields.newPassword?.[0]}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <PasswordInput
            label="The same once more"
            name="password-again"
            autoComplete="new-password"
            size="sm"
            required
            withAsterisk={false}
            data-testid="reset-again"
            value={again}
            error={differs(password, again)}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
          {problem !== null && problem.fields.newPassword === undefined && <Problem error={set.error} />}
          <Button type="submit" size="sm" loading={set.isPending} disabled={differs(password, again) !== null} data-testid="reset-submit">
            Set password
          </Button>
        </>
      )}
      {problem?.code === "reset_over" && (
        <LinkButton to="/password" hash="" size="sm" variant="default">
          Ask for another link
        </LinkButton>
      )}
      <LinkButton to="/sign-in" size="sm" variant={set.isSuccess ? "filled" : "subtle"}>
        {set.isSuccess ? "Sign in" : "Back to the sign-in"}
      </LinkButton>
    </form>
  );
}
