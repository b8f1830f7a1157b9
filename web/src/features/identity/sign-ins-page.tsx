import { useState, type ReactElement } from "react";
import { Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { ListedSignIn } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { signInsQuery } from "#shared/queries/identity.ts";
import { keys } from "#shared/queries/keys.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { membersQuery } from "#shared/queries/settings.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card, Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { useMayLeave } from "#shared/unsaved/unsaved-context.ts";
import { Credentials } from "./credentials.tsx";
import styles from "./identity.module.css";

/** Where a person is signed in: one's own devices, for administrators those of every member. */
export function SignInsPage(): ReactElement {
  const session = useSession();
  const client = useQueryClient();
  const stale = useStale();
  const admin = may(session, "people");
  const [chosen, setChosen] = useState(session.user.id);
  // What is on the page and not kept yet, such as recovery codes, goes with another person's view.
  const mayLeave = useMayLeave();
  const choose = async (id: string): Promise<void> => {
    if (id !== chosen && (await mayLeave())) setChosen(id);
  };
  const members = useQuery({ ...membersQuery, enabled: admin }).data ?? [];
  const signIns = useQuery(signInsQuery(chosen));
  const others = (signIns.data ?? []).filter(({ own }) => !own);
  const end = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const signInId of ids)
        await read(api.DELETE("/api/v1/members/{userId}/sign-ins/{signInId}", { params: { path: { userId: chosen, signInId } } }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.identity }),
  });
  return (
    <Page
      title="Sign-ins"
      tools={
        admin && (
          <Select
            size="xs"
            aria-label="Whose"
            searchable
            allowDeselect={false}
            data={members
              .filter(({ roles }) => roles.length > 0)
              .map(({ id, displayName }) => ({ value: id, label: id === session.user.id ? `${displayName} (you)` : displayName }))}
            value={chosen}
            onChange={(id) => void choose(id ?? session.user.id)}
          />
        )
      }
    >
      <div className={pageStyles.body}>
        <div className={styles.body}>
          <Card
            title={chosen === session.user.id ? "Your devices" : "Devices"}
            aside={
              others.length > 0 && (
                <ActionButton
                  size="compact-xs"
                  variant="outline"
                  color="red"
                  blocked={stale}
                  loading={end.isPending}
                  testId="end-others"
                  onClick={() => end.mutate(others.map(({ signIn }) => signIn.id))}
                >
                  {chosen === session.user.id ? "End all others" : "End all"}
                </ActionButton>
              )
            }
          >
            {signIns.isPending && <LoadingRows rows={3} />}
            {signIns.isError && <Problem error={signIns.error} retry={() => void signIns.refetch()} />}
            {end.isError && <Problem error={end.error} />}
            {signIns.data?.length === 0 && <Empty icon="screen" title="Signed in nowhere" />}
            <ul className={pageStyles.rows} data-testid="sign-ins">
              {(signIns.data ?? []).map((one) => (
                <SignInRow key={one.signIn.id} one={one} stale={stale} pending={end.isPending} onEnd={() => end.mutate([one.signIn.id])} />
              ))}
            </ul>
          </Card>
          {chosen === session.user.id && <Credentials />}
        </div>
      </div>
    </Page>
  );
}

interface SignInRowProps {
  readonly one: ListedSignIn;
  readonly stale: string | null;
  readonly pending: boolean;
  readonly onEnd: () => void;
}

function SignInRow({ one: { signIn, own }, stale, pending, onEnd }: SignInRowProps): ReactElement {
  return (
    <li className={pageStyles.row} data-testid="sign-in">
      <div className={pageStyles.line}>
        <strong>{signIn.device}</strong>
        {own && <Chip tone="accent">this one</Chip>}
        {signIn.providerId !== null && <Chip>identity provider</Chip>}
        <span className={`${pageStyles.grow ?? ""} sg-muted`}>
          from {signIn.address === "" ? "an unknown address" : signIn.address}, begun <TimeAgo iso={signIn.startedAt} />, used{" "}
          <TimeAgo iso={signIn.seenAt} />
        </span>
        {!own && (
          <ActionButton
            size="compact-xs"
            variant="outline"
            color="red"
            blocked={stale}
            loading={pending}
            testId="end-sign-in"
            onClick={onEnd}
          >
            End
          </ActionButton>
        )}
      </div>
    </li>
  );
}
