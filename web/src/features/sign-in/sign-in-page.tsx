import { useState, type ReactElement } from "react";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { toProblem } from "#shared/api/problem.ts";
import { askPasskey, knowsPasskeys } from "#shared/credentials/passkey.ts";
import { waysQuery } from "#shared/queries/identity.ts";
import { leaveForProvider, signIn, signInByPasskey } from "#shared/queries/session.ts";
import { Brand } from "#shared/ui/brand.tsx";
import { LinkButton } from "#shared/ui/link-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { refusalWords } from "./refusals.ts";
import styles from "./sign-in-page.module.css";

const restMs = 300;
const wholeAddress = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;

export function SignInPage(): ReactElement {
  const client = useQueryClient();
  const router = useRouter();
  const { then, refused } = useSearch({ from: "/sign-in" });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [typed] = useDebouncedValue(email.trim(), restMs);
  const ways = useQuery({ ...waysQuery(typed), enabled: wholeAddress.test(typed) });
  const providers = wholeAddress.test(typed) ? (ways.data ?? []) : [];
  const leave = useMutation({ mutationFn: (providerId: string) => leaveForProvider(providerId, typed, then ?? "/", false) });
  const attempt = useMutation({
    mutationFn: () => signIn(client, email.trim(), password, code.trim()),
    onSuccess: () => router.history.push(then ?? "/"),
  });
  const passkey = useMutation({
    mutationFn: async () => signInByPasskey(client, await askPasskey()),
    onSuccess: () => router.history.push(then ?? "/"),
  });
  const codeWanted = code !== "" || (attempt.isError && toProblem(attempt.error).code === "code_needed");

  return (
    <main className={styles.page}>
      <div className={styles.box}>
        <div className={styles.brand}>
          <Brand size={28} />
          SaaSGate
        </div>
        <form
          className={styles.form}
          data-testid="sign-in-form"
          onSubmit={(event) => {
            event.preventDefault();
            attempt.mutate();
          }}
        >
          <h1>Sign in</h1>
          {refused !== undefined && !attempt.isError && (
            <p className={styles.refused} role="alert" data-testid="sign-in-refused">
              {refusalWords(refused)}
            </p>
          )}
          <TextInput
            label="E-mail address"
            type="email"
            name="email"
            autoComplete="username"
            size="sm"
            required
            withAsterisk={false}
            data-autofocus
            data-testid="sign-in-email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          {providers.map((provider, index) => (
            <Button
              key={provider.id}
              size="sm"
              variant={index === 0 ? "filled" : "default"}
              loading={leave.isPending && leave.variables === provider.id}
              data-testid="sign-in-provider"
              onClick={() => leave.mutate(provider.id)}
            >
              Continue with {provider.name}
            </Button>
          ))}
          {leave.isError && <Problem error={leave.error} />}
          {providers.length > 0 && <p className={styles.or}>or with a password</p>}
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            size="sm"
            required
            withAsterisk={false}
            data-testid="sign-in-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {codeWanted && (
            <TextInput
              label="Code"
              description="Of your authenticator app, or a recovery code"
              name="code"
              autoComplete="one-time-code"
              size="sm"
              data-testid="sign-in-code"
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          )}
          {attempt.isError && toProblem(attempt.error).code !== "code_needed" && <Problem error={attempt.error} />}
          <Button
            type="submit"
            size="sm"
            variant={providers.length === 0 ? "filled" : "default"}
            loading={attempt.isPending}
            data-testid="sign-in-submit"
          >
            Sign in
          </Button>
          {knowsPasskeys && (
            <Button size="sm" variant="subtle" loading={passkey.isPending} data-testid="sign-in-passkey" onClick={() => passkey.mutate()}>
              Use a passkey
            </Button>
          )}
          {passkey.isError && <Problem error={passkey.error} />}
          <LinkButton to="/password" size="sm" variant="subtle" data-testid="sign-in-forgotten">
            Forgot your password?
          </LinkButton>
        </form>
        <p className={styles.foot}>
          Every request of a skill passes here before Claude sees it: recorded, and where policy says so masked, held or refused.
        </p>
      </div>
    </main>
  );
}
