import { useState, type ReactElement } from "react";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Grant } from "#shared/api/types.ts";
import { grantsQuery, invitationsQuery } from "#shared/queries/partners.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card, Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { GrantRow } from "./grant-row.tsx";
import { InvitationRow } from "./invitation-row.tsx";
import { InvitePartner } from "./invite-partner.tsx";
import styles from "./partners.module.css";

/** Who reviews for this organisation, and for whom it reviews. */
export function PartnersPage(): ReactElement {
  const session = useSession();
  const admin = may(session, "manage");
  const grants = useQuery(grantsQuery);
  const invitations = useQuery(invitationsQuery);
  const [inviting, setInviting] = useState(false);
  const own = session.organisation.id;
  const all = grants.data ?? [];
  const offers = (invitations.data ?? []).filter(({ state }) => state === "waiting");
  const given = all.filter(({ organisationId }) => organisationId === own);
  const received = all.filter(({ partnerId }) => partnerId === own);
  return (
    <Page
      title="Partners"
      tools={
        admin && (
          <Button size="xs" data-testid="invite-partner" onClick={() => setInviting(true)}>
            Invite a partner
          </Button>
        )
      }
    >
      <div className={pageStyles.body}>
        <div className={styles.body}>
          {(grants.isPending || invitations.isPending) && <LoadingRows rows={4} />}
          {grants.isError && <Problem error={grants.error} retry={() => void grants.refetch()} />}
          {invitations.isError && <Problem error={invitations.error} retry={() => void invitations.refetch()} />}
          {offers.length > 0 && (
            <Card title="Invitations">
              <ul className={pageStyles.rows} data-testid="invitations">
                {offers.map((invitation) => (
                  <InvitationRow key={invitation.id} invitation={invitation} own={invitation.organisationId === own} admin={admin} />
                ))}
              </ul>
            </Card>
          )}
          {grants.data !== undefined && (
            <>
              <Grants title="Review for us" grants={given} own={own} admin={admin} empty="No partner sees what is held here" />
              <Grants title="We review for" grants={received} own={own} admin={admin} empty="This organisation reviews for nobody else" />
            </>
          )}
        </div>
      </div>
      {inviting && <InvitePartner onClose={() => setInviting(false)} />}
    </Page>
  );
}

interface GrantsProps {
  readonly title: string;
  readonly grants: readonly Grant[];
  readonly own: string;
  readonly admin: boolean;
  readonly empty: string;
}

function Grants({ title, grants, own, admin, empty }: GrantsProps): ReactElement {
  const live = grants.filter((grant) => grant.live).length;
  return (
    <Card title={title} aside={<span className="sg-muted">{live} in force</span>}>
      {grants.length === 0 && <Empty icon="person" title={empty} />}
      <ul className={pageStyles.rows} data-testid={title === "Review for us" ? "grants-given" : "grants-received"}>
        {grants.map((grant) => (
          <GrantRow key={grant.id} grant={grant} own={own} admin={admin} />
        ))}
      </ul>
    </Card>
  );
}
