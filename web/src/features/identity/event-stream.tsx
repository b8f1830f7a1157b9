import type { ReactElement } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { EventStream, IdentityProvider } from "#shared/api/types.ts";
import { FreshProblem } from "#shared/credentials/fresh-problem.tsx";
import { keys } from "#shared/queries/keys.ts";
import { eventStreamQuery } from "#shared/queries/identity.ts";
import { useBlocked } from "#shared/queries/roles.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { EventStreamForm } from "./event-stream-form.tsx";
import styles from "./identity.module.css";

/** What a provider says of accounts that are disabled and sessions that are revoked: whether it is believed, and how it comes. */
export function EventStreamPart({ provider }: { readonly provider: IdentityProvider }): ReactElement {
  const stream = useQuery(eventStreamQuery(provider.id));
  return (
    <section className={styles.events} aria-label={`Security events of ${provider.name}`} data-testid="event-stream">
      {stream.isError && <Problem error={stream.error} retry={() => void stream.refetch()} />}
      {stream.data === null && <EventStreamForm provider={provider} />}
      {stream.data != null && <Stream provider={provider} stream={stream.data} />}
    </section>
  );
}

function Stream({ provider, stream }: { readonly provider: IdentityProvider; readonly stream: EventStream }): ReactElement {
  const client = useQueryClient();
  const stale = useBlocked();
  const refresh = () => client.invalidateQueries({ queryKey: keys.identity });
  const path = { providerId: provider.id };
  const verify = useMutation({
    mutationFn: () => read(api.POST("/api/v1/identity-providers/{providerId}/events/verify", { params: { path } })),
    onSettled: refresh,
  });
  const turn = useMutation({
    mutationFn: (enabled: boolean) =>
      read(
        api.PUT("/api/v1/identity-providers/{providerId}/events", {
          params: { path, header: { "If-Match": `"${String(stream.version)}"` } },
          body: {
            issuer: stream.issuer,
            audience: stream.audience,
            keysAddress: stream.keysAddress,
            delivery: stream.delivery,
            pollAddress: stream.pollAddress,
            streamId: stream.streamId,
            enabled,
          },
        }),
      ),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/identity-providers/{providerId}/events", { params: { path } })),
    onSettled: refresh,
  });
  const cannotVerify = stream.streamId === null || !stream.hasAccessToken ? "The stream was entered by hand: ask for it there." : null;
  return (
    <>
      <div className={pageStyles.line}>
        {stream.enabled ? <Chip tone="live">believed</Chip> : <Chip>off</Chip>}
        <span className={`${pageStyles.grow ?? ""} sg-muted`}>
          {stream.delivery === "push" ? "Pushed by " : "Fetched every few seconds from "}
          <span className="sg-mono">{visibleText(stream.issuer)}</span>
        </span>
        <span className={styles.actions}>
          <ActionButton
            size="compact-xs"
            variant="default"
            blocked={stale ?? cannotVerify}
            loading={verify.isPending}
            testId="stream-verify"
            onClick={() => verify.mutate()}
          >
            Verify
          </ActionButton>
          <ActionButton
            size="compact-xs"
            variant="default"
            blocked={stale}
            loading={turn.isPending}
            testId="stream-turn"
            onClick={() => turn.mutate(!stream.enabled)}
          >
            {stream.enabled ? "Turn off" : "Turn on"}
          </ActionButton>
          <AskFirst
            act="Remove"
            warning="Accounts that are disabled there stop no skill here any more."
            blocked={stale}
            pending={remove.isPending}
            onAct={() => remove.mutate()}
            testId="stream-remove"
          />
        </span>
      </div>
      <div className={styles.facts}>
        Meant for <span className="sg-mono">{visibleText(stream.audience)}</span>.{" "}
        {stream.lastAt === null ? "No event has come yet" : <LastEvent iso={stream.lastAt} />},{" "}
        {stream.verifiedAt === null ? (
          "and none that verifies the stream."
        ) : (
          <>
            verified <TimeAgo iso={stream.verifiedAt} />.
          </>
        )}{" "}
        {stream.delivery === "push" && stream.streamId === null && (
          <>
            Enter there as address <span className="sg-mono">{stream.address}</span>
          </>
        )}
      </div>
      {verify.isSuccess && (
        <div className={styles.facts} role="status">
          It was asked for a verification event.
        </div>
      )}
      {stream.failure !== null && (
        <div className={styles.failure} role="status" data-testid="stream-failure">
          Events could not be fetched: {visibleText(stream.failure)}
        </div>
      )}
      {verify.isError && <Problem error={verify.error} />}
      {turn.isError && <FreshProblem error={turn.error} again={() => turn.mutate(turn.variables)} />}
      {remove.isError && <FreshProblem error={remove.error} again={() => remove.mutate()} />}
    </>
  );
}

function LastEvent({ iso }: { readonly iso: string }): ReactElement {
  return (
    <>
      The last event came <TimeAgo iso={iso} />
    </>
  );
}
