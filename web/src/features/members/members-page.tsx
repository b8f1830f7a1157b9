import { useState, type ReactElement } from "react";
import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { InvitedMember, Member } from "#shared/api/types.ts";
import { useBlocked } from "#shared/queries/roles.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { memberInvitationsQuery, membersQuery } from "#shared/queries/settings.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import settings from "#shared/ui/settings.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { useDrawn } from "#shared/ui/use-drawn.tsx";
import { InviteMember } from "./invite-member.tsx";
import { InvitedLink, MemberInvitations } from "./member-invitations.tsx";
import { MemberRoles } from "./member-roles.tsx";
import styles from "./members.module.css";
import { roleName, sourceWords } from "./words.ts";

/** People of the organisation, and which roles they have. */
export function MembersPage(): ReactElement {
  const members = useQuery(membersQuery);
  const invitations = useQuery(memberInvitationsQuery);
  const [wanted, setWanted] = useState("");
  const [editing, setEditing] = useState<string | null>(null);
  const [inviting, setInviting] = useState(false);
  const [invited, setInvited] = useState<InvitedMember | null>(null);
  const blocked = useBlocked();
  const items = (members.data ?? []).filter(({ displayName, email, roles }) =>
    `${displayName} ${email} ${roles.join(" ")}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  const { drawn, more } = useDrawn(items);
  const edited = members.data?.find(({ id }) => id === editing);
  return (
    <Page
      title="Members"
      tools={
        <>
          <TextInput
            size="xs"
            w={220}
            aria-label="Find people"
            placeholder="Name, address or role"
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
          <ActionButton size="xs" blocked={blocked} testId="invite-member" onClick={() => setInviting(true)}>
            Invite somebody
          </ActionButton>
        </>
      }
    >
      <div className={pageStyles.body} style={{ background: "var(--sg-panel)" }}>
        {invited !== null && invitations.data?.some(({ id }) => id === invited.invitation.id) === true && (
          <div className={settings.pad}>
            <InvitedLink invited={invited} onDone={() => setInvited(null)} />
          </div>
        )}
        <MemberInvitations />
        {members.isPending && <LoadingRows rows={6} />}
        {members.isError && <Problem error={members.error} retry={() => void members.refetch()} />}
        {members.data !== undefined && items.length === 0 && <Empty icon="people" title="Nobody is called so" />}
        {items.length > 0 && (
          <table className={cx(pageStyles.table, pageStyles.wideTable)} data-testid="members">
            <thead>
              <tr>
                <th scope="col">Person</th>
                <th scope="col">Roles</th>
                <th scope="col">Status</th>
                <th scope="col">Kept by</th>
                <th scope="col">Last sign-in</th>
                <th scope="col">
                  <span className="sg-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {drawn.map((member) => (
                <Row key={member.id} member={member} onEdit={() => setEditing(member.id)} />
              ))}
            </tbody>
          </table>
        )}
        {more}
      </div>
      {inviting && (
        <InviteMember
          onClose={() => setInviting(false)}
          onInvited={(made) => {
            setInvited(made);
            setInviting(false);
          }}
        />
      )}
      {edited !== undefined && (
        <MemberRoles key={`${edited.id} ${String(edited.rolesVersion)}`} member={edited} onClose={() => setEditing(null)} />
      )}
    </Page>
  );
}

function Row({ member, onEdit }: { readonly member: Member; readonly onEdit: () => void }): ReactElement {
  const session = useSession();
  const blocked = useBlocked();
  const byGroups = (role: string): boolean => !member.givenRoles.includes(role);
  return (
    <tr data-testid="member" data-id={member.id}>
      <td>
        <div className={styles.person}>
          <b>
            {visibleText(member.displayName)}
            {member.id === session.user.id && <span className="sg-muted"> (you)</span>}
          </b>
          <span className="sg-muted">{member.email === "" ? "no address" : visibleText(member.email)}</span>
        </div>
      </td>
      <td>
        <div className={styles.chips}>
          {member.roles.map((role) => (
            <Chip key={role} tone={role === "owner" ? "accent" : "plain"} {...(byGroups(role) ? { title: "A group gives this role" } : {})}>
              {roleName(role)}
              {byGroups(role) && " ·"}
            </Chip>
          ))}
          {member.roles.length === 0 && <span className="sg-muted">none</span>}
        </div>
      </td>
      <td>{member.status === "active" ? "active" : <Chip>left</Chip>}</td>
      <td>{sourceWords[member.source]}</td>
      <td>{member.lastSignInAt == null ? <span className="sg-muted">never</span> : <TimeAgo iso={member.lastSignInAt} />}</td>
      <td className={pageStyles.number}>
        <ActionButton
          size="compact-xs"
          variant="default"
          blocked={
            blocked ??
            (member.status !== "active"
              ? "This person has left."
              : member.rolesKept && !may(session, "own")
                ? "The groups of an identity provider say what this person may do; an owner says whether they own the organisation."
                : null)
          }
          testId="edit-roles"
          onClick={onEdit}
        >
          Roles…
        </ActionButton>
      </td>
    </tr>
  );
}
