import type { ReactElement } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { InvitedMember, MemberInvitation } from "#shared/api/types.ts";
import { keys } from "#shared/queries/keys.ts";
import { useBlocked } from "#shared/queries/roles.ts";
import { memberInvitationsQuery } from "#shared/queries/settings.ts";
import { visibleText } from "#shared/text/segments.ts";
import { useSeconds } from "#shared/time/clock.ts";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Problem } from "#shared/ui/note.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { CopyValue, ShownOnce } from "#shared/ui/shown-once.tsx";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import styles from "./members.module.css";
import { overText, roleName } from "./words.ts";

/** The link of somebody who was just invited, for whoever takes it along. */
export function InvitedLink({ invited, onDone }: { readonly invited: InvitedMember; readonly onDone: () => void }): ReactElement {
  const { displayName, email } = invited.invitation;
  return (
    <ShownOnce
      testId="invited"
      secret={!invited.mailed}
      text={
        invited.mailed
          ? `The link was mailed to ${visibleText(email)}. It works once, for seven days, and is shown here this once.`
          : `Give this link to ${visibleText(displayName)}, and to nobody else: whoever opens it first joins as them. It works once, for seven days, and is shown this once.`
      }
      onDone={onDone}
    >
      {invited.mailProblem !== null && <span className="sg-muted">It could not be mailed. {visibleText(invited.mailProblem)}</span>}
      <CopyValue value={invited.link} testId="invited-link" />
    </ShownOnce>
  );
}

/** Who was asked to join and has not yet. */
export function MemberInvitations(): ReactElement | null {
  const invitations = useQuery(memberInvitationsQuery);
  if (invitations.isError) return <Problem error={invitations.error} retry={() => void invitations.refetch()} />;
  if (invitations.data === undefined || invitations.data.length === 0) return null;
  return (
    <table className={cx(pageStyles.table, pageStyles.wideTable, styles.invitations)} data-testid="invitations">
      <thead>
        <tr>
          <th scope="col">Invited</th>
          <th scope="col">Roles</th>
          <th scope="col">By</th>
          <th scope="col">Link</th>
          <th scope="col">
            <span className="sg-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {invitations.data.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ invitation }: { readonly invitation: MemberInvitation }): ReactElement {
  const client = useQueryClient();
  const blocked = useBlocked();
  const over = overText(invitation, useSeconds());
  const withdraw = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/members/invitations/{memberInvitationId}/withdraw", { params: { path: { memberInvitationId: invitation.id } } }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.memberInvitations }),
  });
  return (
    <tr data-testid="invitation" data-id={invitation.id}>
      <td>
        <div className={styles.person}>
          <b>{visibleText(invitation.displayName)}</b>
          <span className="sg-muted">{visibleText(invitation.email)}</span>
        </div>
      </td>
      <td>
        <div className={styles.chips}>
          {invitation.roles.map((role) => (
            <Chip key={role} tone={role === "owner" ? "accent" : "plain"}>
              {roleName(role)}
            </Chip>
          ))}
        </div>
      </td>
      <td>
        {visibleText(invitation.createdByName)}, <TimeAgo iso={invitation.createdAt} />
      </td>
      <td>
        {over === null ? (
          <>
            expires <TimeAhead iso={invitation.expiresAt} past="now" />
          </>
        ) : (
          <div className={styles.over} data-testid="invitation-over">
            <Chip tone="danger">opens nothing</Chip>
            <span className="sg-muted">{over}</span>
          </div>
        )}
      </td>
      <td className={pageStyles.number}>
        {withdraw.isError && <Problem error={withdraw.error} />}
        <AskFirst
          act="Withdraw"
          warning={over === null ? "The link opens nothing any more." : "It is taken off this list."}
          blocked={blocked}
          pending={withdraw.isPending}
          onAct={() => withdraw.mutate()}
          testId="withdraw-invitation"
        />
      </td>
    </tr>
  );
}
