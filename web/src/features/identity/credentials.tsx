import { useState, type ReactElement } from "react";
import { Group, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { knowsPasskeys, makePasskey } from "#shared/credentials/passkey.ts";
import { StepUp } from "#shared/credentials/step-up.tsx";
import { useStale } from "#shared/live/live-context.ts";
import { credentialsQuery } from "#shared/queries/identity.ts";
import { keys } from "#shared/queries/keys.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { AuthenticatorApp } from "./authenticator-app.tsx";
import { ChangePassword } from "./change-password.tsx";
import styles from "./identity.module.css";

/** With what a person signs in here; whom an identity provider keeps has nothing of it. */
export function Credentials(): ReactElement | null {
  const client = useQueryClient();
  const stale = useStale();
  const own = useQuery(credentialsQuery);
  const [name, setName] = useState("");
  const refresh = () => client.invalidateQueries({ queryKey: keys.identity });
  const add = useMutation({
    mutationFn: async () => read(api.POST("/api/v1/session/passkeys", { body: { name: name.trim(), ...(await makePasskey()) } })),
    onSuccess: () => {
      setName("");
      return refresh();
    },
  });
  const remove = useMutation({
    mutationFn: (passkeyId: string) => read(api.POST("/api/v1/session/passkeys/remove", { body: { passkeyId } })),
    onSuccess: refresh,
  });
  const failed = [add, remove].find(({ isError }) => isError);
  const asks = failed !== undefined && toProblem(failed.error).code === "step_up_needed";
  if (own.data?.hasPassword === false) return null;
  return (
    <>
      {own.data?.hasPassword === true && <ChangePassword />}
      <Card title="Passkeys">
        {own.isPending && <LoadingRows rows={1} />}
        {own.isError && <Problem error={own.error} retry={() => void own.refetch()} />}
        {own.data?.passkeys.length === 0 && (
          <Empty icon="key" title="No passkey yet">
            A passkey on this device signs you in with your finger, face or PIN, and cannot be given away on another site.
          </Empty>
        )}
        <ul className={pageStyles.rows} data-testid="passkeys">
          {(own.data?.passkeys ?? []).map((passkey) => (
            <li key={passkey.id} className={pageStyles.row}>
              <div className={pageStyles.line}>
                <strong>{visibleText(passkey.name)}</strong>
                <Chip>passkey</Chip>
                <span className={`${pageStyles.grow ?? ""} sg-muted`}>
                  added <TimeAgo iso={passkey.createdAt} />
                </span>
                <ActionButton
                  size="compact-xs"
                  variant="outline"
                  color="red"
                  blocked={stale}
                  loading={remove.isPending && remove.variables === passkey.id}
                  testId="remove-passkey"
                  onClick={() => remove.mutate(passkey.id)}
                >
                  Remove
                </ActionButton>
              </div>
            </li>
          ))}
        </ul>
        <div className={styles.form}>
          <Group gap={6} align="start">
            <TextInput
              size="xs"
              aria-label="Name of the passkey"
              placeholder="Laptop"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <ActionButton
              size="xs"
              variant="default"
              blocked={stale ?? (!knowsPasskeys ? "This browser knows no passkeys." : name.trim() === "" ? "Give it a name." : null)}
              loading={add.isPending}
              testId="add-passkey"
              onClick={() => add.mutate()}
            >
              Add a passkey
            </ActionButton>
          </Group>
          {asks && (
            <StepUp
              onDone={() => {
                add.reset();
                remove.reset();
              }}
            />
          )}
          {failed !== undefined && !asks && <Problem error={failed.error} />}
        </div>
      </Card>
      {own.data !== undefined && <AuthenticatorApp on={own.data.hasAuthenticator} recoveryCodesLeft={own.data.recoveryCodesLeft} />}
    </>
  );
}
