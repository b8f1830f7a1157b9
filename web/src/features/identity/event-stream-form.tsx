import { useState, type ReactElement } from "react";
import { Group, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { IdentityProvider } from "#shared/api/types.ts";
import { FreshProblem } from "#shared/credentials/fresh-problem.tsx";
import { keys } from "#shared/queries/keys.ts";
import { useBlocked } from "#shared/queries/roles.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import styles from "./identity.module.css";

type Delivery = "push" | "poll";

const unmade = { "If-Match": '"0"' };

/** Sets up a stream of security events: at the transmitter with a token of it, or here alone with what the transmitter says. */
export function EventStreamForm({ provider }: { readonly provider: IdentityProvider }): ReactElement {
  const client = useQueryClient();
  const stale = useBlocked();
  const [issuer, setIssuer] = useState(provider.issuer.startsWith("https:") ? provider.issuer : "");
  const [accessToken, setAccessToken] = useState("");
  const [audience, setAudience] = useState("");
  const [delivery, setDelivery] = useState<Delivery>("push");
  const byHand = accessToken === "";
  const make = useMutation({
    mutationFn: () => {
      const path = { providerId: provider.id };
      return byHand
        ? read(
            api.PUT("/api/v1/identity-providers/{providerId}/events", {
              params: { path, header: unmade },
              body: { issuer, audience, enabled: true, delivery: "push" },
            }),
          )
        : read(
            api.POST("/api/v1/identity-providers/{providerId}/events/set-up", {
              params: { path, header: unmade },
              body: { issuer, accessToken, delivery },
            }),
          );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.identity }),
  });
  const problem = make.isError ? toProblem(make.error) : null;
  const wrong = (field: string) => problem?.fields[field]?.[0];
  return (
    <>
      <form
        className={styles.eventForm}
        onSubmit={(event) => {
          event.preventDefault();
          if (stale === null) make.mutate();
        }}
      >
        <div className={styles.facts}>
          An account that is disabled there ends the person’s skills here, and a session that is revoked there their sign-ins, as soon as
          the provider says so (Shared Signals, RISC and CAEP).
        </div>
        <TextInput
          size="xs"
          label="Transmitter"
          value={issuer}
          error={wrong("issuer")}
          onChange={(event) => setIssuer(event.currentTarget.value)}
        />
        <PasswordInput
          size="xs"
          label="Access token"
          description="One of the transmitter, with which SaaSGate sets the stream up there. Without it, enter what the transmitter calls this receiver."
          autoComplete="off"
          value={accessToken}
          error={wrong("accessToken")}
          onChange={(event) => setAccessToken(event.currentTarget.value)}
        />
        {byHand ? (
          <TextInput
            size="xs"
            label="Audience"
            value={audience}
            error={wrong("audience")}
            onChange={(event) => setAudience(event.currentTarget.value)}
          />
        ) : (
          <SegmentedControl
            size="xs"
            aria-label="How events come"
            value={delivery}
            data={[
              { value: "push", label: "The transmitter pushes them" },
              { value: "poll", label: "SaaSGate fetches them" },
            ]}
            onChange={(value) => setDelivery(value)}
          />
        )}
        <Group>
          <ActionButton
            size="compact-sm"
            type="submit"
            blocked={stale ?? (byHand && audience.trim() === "" ? "Enter an access token, or the audience." : null)}
            loading={make.isPending}
            testId="stream-set-up"
          >
            {byHand ? "Believe its events" : "Set up"}
          </ActionButton>
        </Group>
      </form>
      {problem !== null && Object.keys(problem.fields).length === 0 && <FreshProblem error={make.error} again={() => make.mutate()} />}
    </>
  );
}
