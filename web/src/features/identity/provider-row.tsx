import { useState, type ReactElement } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { IdentityProvider } from "#shared/api/types.ts";
import { FreshProblem } from "#shared/credentials/fresh-problem.tsx";
import { keys } from "#shared/queries/keys.ts";
import { useBlocked } from "#shared/queries/roles.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { EventStreamPart } from "./event-stream.tsx";
import styles from "./identity.module.css";
import { isWhole } from "./provider-draft.ts";
import { SamlFacts } from "./saml-facts.tsx";

interface ProviderRowProps {
  readonly provider: IdentityProvider;
  readonly onEdit: () => void;
}

/** An identity provider: what to enter there, and whether it answers. */
export function ProviderRow({ provider, onEdit }: ProviderRowProps): ReactElement {
  const client = useQueryClient();
  const stale = useBlocked();
  const [events, setEvents] = useState(false);
  const path = { params: { path: { providerId: provider.id } } };
  const test = useMutation({ mutationFn: () => read(api.POST("/api/v1/identity-providers/{providerId}/test", path)) });
  const remove = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/identity-providers/{providerId}", path)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.identity }),
  });
  const saml = provider.kind === "saml";
  return (
    <li className={pageStyles.row} data-testid="provider">
      <div className={pageStyles.line}>
        <strong>{visibleText(provider.name)}</strong>
        <Chip>{saml ? "SAML" : "OpenID Connect"}</Chip>
        {provider.enabled ? (
          <Chip tone="live">signs people in</Chip>
        ) : isWhole(provider) ? (
          <Chip>off</Chip>
        ) : (
          <Chip tone="wait">half set up</Chip>
        )}
        <span className={`${pageStyles.grow ?? ""} sg-mono sg-muted`}>{visibleText(provider.issuer)}</span>
        <span className={styles.actions}>
          <ActionButton
            size="compact-xs"
            variant="default"
            blocked={stale}
            loading={test.isPending}
            testId="provider-test"
            onClick={() => test.mutate()}
          >
            Test
          </ActionButton>
          <ActionButton
            size="compact-xs"
            variant={events ? "light" : "default"}
            blocked={null}
            testId="provider-events"
            onClick={() => setEvents(!events)}
          >
            Security events
          </ActionButton>
          <ActionButton size="compact-xs" variant="default" blocked={stale} testId="provider-edit" onClick={onEdit}>
            Edit
          </ActionButton>
          <AskFirst
            act="Remove"
            warning="Nobody signs in there any more."
            blocked={stale}
            pending={remove.isPending}
            onAct={() => remove.mutate()}
            testId="provider-remove"
          />
        </span>
      </div>
      {saml ? (
        <SamlFacts provider={provider} />
      ) : (
        <div className={styles.facts}>
          Enter there as redirect address <span className="sg-mono">{provider.redirectAddress}</span>, and for back-channel logout{" "}
          <span className="sg-mono">{provider.logoutAddress}</span>
        </div>
      )}
      {test.data !== undefined && (
        <div className={styles.facts} role="status" data-testid="provider-tested">
          {test.data.problem ??
            `${saml ? "All is known that a sign-in needs; it" : "It answers, and"} signs with ${test.data.keys === 1 ? "one key" : `${String(test.data.keys)} keys`}.`}
        </div>
      )}
      {events && <EventStreamPart provider={provider} />}
      {test.isError && <Problem error={test.error} />}
      {remove.isError && <FreshProblem error={remove.error} again={() => remove.mutate()} />}
    </li>
  );
}
