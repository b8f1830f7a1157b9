import type { ReactElement } from "react";
import { Select, Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { DomainAnswer, IdentityProvider } from "#shared/api/types.ts";
import { FreshProblem } from "#shared/credentials/fresh-problem.tsx";
import { keys } from "#shared/queries/keys.ts";
import { useBlocked } from "#shared/queries/roles.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./identity.module.css";

interface DomainRowProps {
  readonly answer: DomainAnswer;
  readonly providers: readonly IdentityProvider[];
}

/** A domain: how to show that it is ours, or where its people sign in. */
export function DomainRow({ answer, providers }: DomainRowProps): ReactElement {
  const { domain } = answer;
  const client = useQueryClient();
  const stale = useBlocked();
  const refresh = () => client.invalidateQueries({ queryKey: keys.identity });
  const path = { domainId: domain.id };
  const prove = useMutation({
    mutationFn: (by: "dns" | "file") => read(api.POST("/api/v1/domains/{domainId}/proof", { params: { path }, body: { by } })),
    onSuccess: refresh,
  });
  const change = useMutation({
    mutationFn: (body: { readonly providerId: string | null; readonly required: boolean }) =>
      read(api.PUT("/api/v1/domains/{domainId}", { params: { path, header: { "If-Match": `"${String(domain.version)}"` } }, body })),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/domains/{domainId}", { params: { path } })),
    onSuccess: refresh,
  });
  return (
    <li className={pageStyles.row} data-testid="domain">
      <div className={pageStyles.line}>
        <strong>{domain.name}</strong>
        {domain.provenAt === null ? <Chip tone="wait">not shown yet</Chip> : <Chip tone="live">yours</Chip>}
        <span className={`${pageStyles.grow ?? ""} sg-muted`}>
          {domain.provenAt !== null && (
            <>
              by {domain.provenBy === "dns" ? "DNS" : "a file"}, <TimeAgo iso={domain.provenAt} />
            </>
          )}
        </span>
        <span className={styles.actions}>
          {domain.provenAt === null &&
            (["dns", "file"] as const).map((by) => (
              <ActionButton
                key={by}
                size="compact-xs"
                variant="default"
                blocked={stale}
                loading={prove.isPending && prove.variables === by}
                testId={`prove-${by}`}
                onClick={() => prove.mutate(by)}
              >
                {by === "dns" ? "Look in DNS" : "Look for the file"}
              </ActionButton>
            ))}
          <AskFirst
            act="Remove"
            warning="Its people are sent to no provider any more."
            blocked={stale}
            pending={remove.isPending}
            onAct={() => remove.mutate()}
            testId="domain-remove"
          />
        </span>
      </div>
      {domain.provenAt === null ? (
        <div className={styles.facts}>
          Put <span className="sg-mono">{answer.text}</span> into a TXT record of <span className="sg-mono">{answer.record}</span>, or into
          a line of <span className="sg-mono">{answer.file}</span>
        </div>
      ) : (
        <div className={pageStyles.line} style={{ marginTop: 6 }}>
          <Select
            size="xs"
            aria-label="Its people sign in at"
            placeholder="Its people sign in with passwords"
            clearable
            disabled={stale !== null || domain.required}
            data={providers.filter(({ enabled }) => enabled).map(({ id, name }) => ({ value: id, label: `Its people sign in at ${name}` }))}
            value={domain.providerId}
            style={{ minWidth: 280 }}
            onChange={(providerId) => change.mutate({ providerId, required: false })}
          />
          <Switch
            size="xs"
            label="and with no password"
            disabled={stale !== null || domain.providerId === null}
            checked={domain.required}
            data-testid="domain-required"
            onChange={(event) => change.mutate({ providerId: domain.providerId, required: event.currentTarget.checked })}
          />
        </div>
      )}
      {prove.isError && <FreshProblem error={prove.error} again={() => prove.mutate(prove.variables)} />}
      {change.isError && <FreshProblem error={change.error} again={() => change.mutate(change.variables)} />}
      {remove.isError && <FreshProblem error={remove.error} again={() => remove.mutate()} />}
    </li>
  );
}
