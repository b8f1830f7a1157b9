import { useState, type ReactElement } from "react";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { IdentityProvider } from "#shared/api/types.ts";
import { domainsQuery, providersQuery } from "#shared/queries/identity.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card, Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { AddDomain } from "./add-domain.tsx";
import { DomainRow } from "./domain-row.tsx";
import styles from "./identity.module.css";
import { ProviderForm } from "./provider-form.tsx";
import { ProviderRow } from "./provider-row.tsx";

/** How people of the organisation sign in: its identity providers, and the domains that lead to them. */
export function IdentityPage(): ReactElement {
  const session = useSession();
  const acts = may(session, "people");
  const admin = may(session, "people", "audit");
  const providers = useQuery({ ...providersQuery, enabled: admin });
  const domains = useQuery({ ...domainsQuery, enabled: admin });
  const [editing, setEditing] = useState<IdentityProvider | "new" | null>(null);
  const known = providers.data ?? [];
  return (
    <Page
      title="Identity"
      tools={
        acts && (
          <Button size="xs" data-testid="new-provider" onClick={() => setEditing("new")}>
            Connect a provider
          </Button>
        )
      }
    >
      <div className={pageStyles.body}>
        <div className={styles.body}>
          {!admin && <Empty icon="key" title="Administrators and auditors see how people sign in" />}
          {admin && (
            <>
              <Card title="Identity providers">
                {providers.isPending && <LoadingRows rows={2} />}
                {providers.isError && <Problem error={providers.error} retry={() => void providers.refetch()} />}
                {providers.data !== undefined && known.length === 0 && (
                  <Empty icon="key" title="People sign in with passwords">
                    Connect your company’s identity provider, and they sign in there: whoever leaves the company is out.
                  </Empty>
                )}
                <ul className={pageStyles.rows} data-testid="providers">
                  {known.map((provider) => (
                    <ProviderRow key={provider.id} provider={provider} onEdit={() => setEditing(provider)} />
                  ))}
                </ul>
              </Card>
              <Card title="Domains" aside={acts && <AddDomain />}>
                {domains.isPending && <LoadingRows rows={2} />}
                {domains.isError && <Problem error={domains.error} retry={() => void domains.refetch()} />}
                {domains.data?.length === 0 && (
                  <Empty icon="policies" title="No domain is known to be yours">
                    Show that a domain is yours, and people who type an address of it are sent to your identity provider.
                  </Empty>
                )}
                <ul className={pageStyles.rows} data-testid="domains">
                  {(domains.data ?? []).map((answer) => (
                    <DomainRow key={answer.domain.id} answer={answer} providers={known} />
                  ))}
                </ul>
              </Card>
            </>
          )}
        </div>
      </div>
      {editing !== null && <ProviderForm provider={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}
