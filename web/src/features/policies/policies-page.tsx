import { useEffect, type ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { Policy } from "#shared/api/types.ts";
import { policiesQuery } from "#shared/queries/settings.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page, Split } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./policies-page.module.css";

export function PoliciesPage(): ReactElement {
  const { policyId = null } = useParams({ from: "/frame/policies/{-$policyId}" });
  const navigate = useNavigate({ from: "/policies/{-$policyId}" });
  const policies = useQuery(policiesQuery);
  const items = policies.data ?? [];
  const shown = items.find(({ id }) => id === policyId);
  const first = items[0]?.id;
  useEffect(() => {
    if (policyId === null && first !== undefined && matchMedia("(min-width: 861px)").matches)
      void navigate({ params: { policyId: first }, replace: true });
  });
  return (
    <Page title="Policies">
      <Split
        label="Policies"
        selected={policyId !== null}
        list={
          <>
            {policies.isPending && <LoadingRows rows={4} height={36} />}
            {policies.isError && <Problem error={policies.error} retry={() => void policies.refetch()} />}
            {policies.data !== undefined && items.length === 0 && (
              <Empty icon="policies" title="No policy: every request is recorded and passes" />
            )}
            <ul className={pageStyles.rows} data-testid="policies">
              {items.map((policy) => (
                <li key={policy.id}>
                  <Link
                    className={pageStyles.row}
                    to="/policies/{-$policyId}"
                    params={{ policyId: policy.id }}
                    data-selected={policy.id === policyId ? "" : undefined}
                    aria-current={policy.id === policyId ? "true" : undefined}
                  >
                    <div className={pageStyles.line}>
                      <strong>{policy.name}</strong>
                      <Chip>version {policy.activeVersion}</Chip>
                    </div>
                    <div className={pageStyles.line}>
                      <span className={`${pageStyles.grow ?? ""} sg-muted`}>
                        {policy.updatedByName}, <TimeAgo iso={policy.updatedAt} />
                      </span>
                    </div>
                  </Link>
                </li>
              ))}
            </ul>
          </>
        }
        detail={shown === undefined ? <Empty icon="policies" title="Choose a policy" /> : <Document policy={shown} />}
      />
    </Page>
  );
}

function Document({ policy }: { readonly policy: Policy }): ReactElement {
  return (
    <article className={styles.document}>
      <header className={styles.head}>
        <h2>{policy.name}</h2>
        <Chip>version {policy.activeVersion}</Chip>
        <span className="sg-muted">
          {policy.updatedByName}, <TimeAgo iso={policy.updatedAt} />
        </span>
        <CopyId value={policy.id} label="policy id" />
      </header>
      <div className={styles.yaml} data-testid="policy-document">
        {policy.document
          .trimEnd()
          .split("\n")
          .map((line, index) => (
            <div key={index}>{visibleText(line)}</div>
          ))}
      </div>
    </article>
  );
}
