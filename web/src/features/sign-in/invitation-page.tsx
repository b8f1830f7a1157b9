import { useState, type ReactElement } from "react";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation, useRouter } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { FoundInvitation } from "#shared/api/types.ts";
import { leastPassword } from "#shared/credentials/password-rules.ts";
import { acceptInvitation } from "#shared/queries/session.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Brand } from "#shared/ui/brand.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { TimeAhead } from "#shared/ui/time-text.tsx";
import styles from "./sign-in-page.module.css";

/** Somebody has opened the link of an invitation. What it invites to is shown after the server has checked the token, which stands behind the #. */
export function InvitationPage(): ReactElement {
  const token = useLocation({ select: ({ hash }) => hash });
  const found = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => read(api.POST("/api/v1/session/invitation", { body: { token } })),
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <main className={styles.page}>
      <div className={styles.box}>
        <div className={styles.brand}>
          <Brand size={28} />
          SaaSGate
        </div>
        {found.isPending && <LoadingRows rows={4} />}
        {found.isError && (
          <div className={styles.form} data-testid="invitation-refused">
            <h1>Invitation</h1>
            <Problem error={found.error} />
          </div>
        )}
        {found.data !== undefined && <Join token={token} invitation={found.data} />}
      </div>
    </main>
  );
}

function Join({ token, invitation }: { readonly token: string; readonly invitation: FoundInvitation }): ReactElement {
  const client = useQueryClient();
  const router = useRouter();
  const [hasAccount, setHasAccount] = useState(false);
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [code, setCode] = useState("");
  const accept = useMutation({
    mutationFn: () => acceptInvitation(client, { token, password, hasAccount, code: code === "" ? null : code.trim() }),
    onSuccess: () => router.history.push("/"),
  });
  const problem = accept.isError ? toProblem(accept.error) : null;
  const codeWanted = code !== "" || problem?.code === "code_needed";
  const differs = !hasAccount && again !== "" && again !== password;
  const turn = (to: boolean): void => {
    setHasAccount(to);
    setPassword("");
    setAgain("");
    accept.reset();
  };
  return (
    <form
      className={styles.form}
      data-testid="invitation-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (hasAccount || again === password) accept.mutate();
      }}
    >
      <h1>Join {visibleText(invitation.organisationName)}</h1>
      <p className={styles.lead}>
        <b>{visibleText(invitation.invitedByName)}</b> invites you as {visibleText(invitation.displayName)}. The invitation ends{" "}
        <TimeAhead iso={invitation.expiresAt} past="now" />.
      </p>
      <TextInput
        label="E-mail address"
        type="email"
        name="email"
        autoComplete="username"
        size="sm"
        readOnly
        data-testid="invitation-email"
        value={invitation.email}
      />
      <PasswordInput
        label="Password"
        {...(hasAccount ? {} : { description: `At least ${String(leastPassword)} characters` })}
        name="password"
        autoComplete={hasAccount ? "current-password" : "new-password"}
        size="sm"
        required
        withAsterisk={false}
        data-autofocus
        data-testid="invitation-password"
        minLength={hasAccount ? 1 : leastPassword}
        value={password}
        error={problem?.fields.password?.[0]}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {!hasAccount && (
        <PasswordInput
          label="The same once more"
          name="password-again"
          autoComplete="new-password"
          size="sm"
          required
          withAsterisk={false}
          data-testid="invitation-again"
          value={again}
          error={differs ? "This is another one." : null}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
      )}
      {codeWanted && (
        <TextInput
          label="Code"
          description="Of your authenticator app, or a recovery code"
          name="code"
          autoComplete="one-time-code"
          size="sm"
          data-testid="invitation-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      {accept.isError && problem?.code !== "code_needed" && problem?.fields.password === undefined && <Problem error={accept.error} />}
      <Button type="submit" size="sm" loading={accept.isPending} disabled={differs} data-testid="invitation-submit">
        Join
      </Button>
      <Button size="sm" variant="subtle" data-testid="invitation-account" onClick={() => turn(!hasAccount)}>
        {hasAccount ? "I have no account yet" : "I have an account already"}
      </Button>
    </form>
  );
}
