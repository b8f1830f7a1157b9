import { useState, type ReactElement } from "react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { ApiToken, CreatedToken } from "#shared/api/types.ts";
import { keys } from "#shared/queries/keys.ts";
import { useBlocked } from "#shared/queries/roles.ts";
import { apiTokensQuery } from "#shared/queries/tokens.ts";
import { visibleText } from "#shared/text/segments.ts";
import { useSeconds } from "#shared/time/clock.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import settings from "#shared/ui/settings.module.css";
import { ShowMore } from "#shared/ui/show-more.tsx";
import { CopyValue, ShownOnce } from "#shared/ui/shown-once.tsx";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import { useMade } from "#shared/ui/use-made.ts";
import { NewToken } from "./new-token.tsx";
import { scopeName, stateOf } from "./scopes.ts";

/** Credentials of programs for the management API: what each may do, until when, and the way to end it. */
export function TokensPage(): ReactElement {
  const tokens = useInfiniteQuery(apiTokensQuery);
  const blocked = useBlocked();
  const [making, setMaking] = useState(false);
  const { made, add, drop } = useMade<CreatedToken>();
  const items = tokens.data ?? [];
  return (
    <Page
      title="API tokens"
      tools={
        <ActionButton size="xs" blocked={blocked} testId="new-token" onClick={() => setMaking(true)}>
          Make a token
        </ActionButton>
      }
    >
      <div className={pageStyles.body} style={{ background: "var(--sg-panel)" }}>
        {made.map((created) => (
          <div key={created.token} className={settings.pad}>
            <ShownOnce
              testId="made-token"
              text="Give this token to the program now. It is shown this once; SaaSGate keeps only its hash."
              onDone={() => drop(created)}
            >
              <CopyValue value={created.token} testId="made-token-value" />
            </ShownOnce>
          </div>
        ))}
        {tokens.isPending && <LoadingRows rows={4} />}
        {tokens.isError && <Problem error={tokens.error} retry={() => void tokens.refetch()} />}
        {tokens.isSuccess && items.length === 0 && <Empty icon="key" title="No program has a token" />}
        {items.length > 0 && (
          <table className={cx(pageStyles.table, pageStyles.wideTable)} data-testid="tokens">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">May</th>
                <th scope="col">Made</th>
                <th scope="col">Expires</th>
                <th scope="col">State</th>
                <th scope="col">
                  <span className="sg-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((token) => (
                <Row key={token.id} token={token} />
              ))}
            </tbody>
          </table>
        )}
        {tokens.hasNextPage && <ShowMore what="older" loading={tokens.isFetchingNextPage} onMore={() => void tokens.fetchNextPage()} />}
        <div className={`${settings.pad ?? ""} sg-muted`}>
          A token does as much of what it is for as the person who made it may do at the time, and ends when they manage people no more.
          Tokens of a directory are made under Directory.
        </div>
      </div>
      {making && (
        <NewToken
          onClose={() => setMaking(false)}
          onMade={(token) => {
            add(token);
            setMaking(false);
          }}
        />
      )}
    </Page>
  );
}

function Row({ token }: { readonly token: ApiToken }): ReactElement {
  const client = useQueryClient();
  const blocked = useBlocked();
  const state = stateOf(token, useSeconds());
  const revoke = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/tokens/{tokenId}", { params: { path: { tokenId: token.id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
  return (
    <tr data-testid="token" data-id={token.id}>
      <td>{visibleText(token.name)}</td>
      <td>
        <span style={{ display: "inline-flex", flexWrap: "wrap", gap: 4 }}>
          {token.scopes.map((scope) => (
            <Chip key={scope} tone={scope === "manage" ? "accent" : "plain"}>
              {scopeName(scope)}
            </Chip>
          ))}
        </span>
      </td>
      <td>
        {visibleText(token.createdByName)}, <TimeAgo iso={token.createdAt} />
      </td>
      <td>
        <TimeAhead iso={token.expiresAt} past="expired" />
      </td>
      <td>{state === "usable" ? <Chip tone="live">usable</Chip> : <Chip>{state}</Chip>}</td>
      <td className={pageStyles.number}>
        {revoke.isError && <Problem error={revoke.error} />}
        {state === "usable" && (
          <AskFirst
            act="Revoke"
            warning="Whatever uses it is refused from the next call on."
            blocked={blocked}
            pending={revoke.isPending}
            onAct={() => revoke.mutate()}
            testId="revoke-token"
          />
        )}
      </td>
    </tr>
  );
}
