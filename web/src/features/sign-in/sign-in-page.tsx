import { useState, type ReactElement } from "react";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { signIn } from "#shared/queries/session.ts";
import { Brand } from "#shared/ui/brand.tsx";
import { Problem } from "#shared/ui/note.tsx";
import styles from "./sign-in-page.module.css";

export function SignInPage(): ReactElement {
  const client = useQueryClient();
  const router = useRouter();
  const { then } = useSearch({ from: "/sign-in" });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const attempt = useMutation({
    mutationFn: () => signIn(client, email.trim(), password),
    onSuccess: () => router.history.push(then ?? "/"),
  });

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
          {attempt.isError && <Problem error={attempt.error} />}
          <Button type="submit" size="sm" loading={attempt.isPending} data-testid="sign-in-submit">
            Sign in
          </Button>
        </form>
        <p className={styles.foot}>
          Every request of a skill passes here before Claude sees it: recorded, and where policy says so masked, held or refused.
        </p>
      </div>
    </main>
  );
}
