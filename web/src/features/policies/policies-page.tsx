import { useEffect, useState, type ReactElement } from "react";
import { Button, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { Policy } from "#shared/api/types.ts";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { policiesQuery } from "#shared/queries/policies.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Icon } from "#shared/ui/icon.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page, Split } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { NewPolicy } from "./new-policy.tsx";
import { PolicyDetail } from "./policy-detail.tsx";
import { PolicyGuide } from "./policy-guide.tsx";
import { PolicySettings } from "./policy-settings.tsx";
import { PolicyState, scopeText } from "./policy-words.tsx";
import { useSkillNames } from "./use-skill-names.ts";

const none: readonly Policy[] = [];

export function PoliciesPage(): ReactElement {
  const { policyId = null } = useParams({ from: "/frame/policies/{-$policyId}" });
  const search = useSearch({ from: "/frame/policies/{-$policyId}" });
  const navigate = useNavigate({ from: "/policies/{-$policyId}" });
  const session = useSession();
  const admin = may(session, "policies");
  const archived = search.archived === true;
  const policies = useQuery(policiesQuery(archived));
  const items = policies.data ?? none;
  const [adding, setAdding] = useState(false);
  const select = (id: string, replace = false): void =>
    void navigate({ params: { policyId: id }, search: archived ? { archived: true } : {}, replace });
  const move = (by: number): void => {
    const at = items.findIndex(({ id }) => id === policyId);
    const next = items[at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + by))];
    if (next !== undefined) select(next.id, true);
  };
  useKeys({ j: () => move(1), k: () => move(-1), ...(admin ? { n: () => setAdding(true) } : {}) });
  const first = items[0]?.id;
  useEffect(() => {
    if (policyId === null && first !== undefined && matchMedia("(min-width: 861px)").matches) select(first, true);
  });
  return (
    <Page
      title="Policies"
      tools={
        <>
          <Switch
            size="xs"
            label="Archived too"
            checked={archived}
            onChange={(event) => void navigate({ search: event.currentTarget.checked ? { archived: true } : {}, replace: true })}
          />
          <PolicyGuide />
          {may(session, "manage") && <PolicySettings />}
          {admin && (
            <Button
              leftSection={<Icon name="plus" size={14} />}
              onClick={() => setAdding(true)}
              data-testid="new-policy"
              aria-keyshortcuts="n"
            >
              New policy
            </Button>
          )}
        </>
      }
    >
      {adding && <NewPolicy onClose={() => setAdding(false)} onCreated={(id) => select(id)} />}
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
                <Row key={policy.id} policy={policy} selected={policy.id === policyId} archived={archived} />
              ))}
            </ul>
          </>
        }
        detail={
          policyId === null ? (
            <Empty icon="policies" title="Choose a policy" />
          ) : (
            <PolicyDetail key={policyId} id={policyId} admin={admin} />
          )
        }
      />
    </Page>
  );
}

interface RowProps {
  readonly policy: Policy;
  readonly selected: boolean;
  readonly archived: boolean;
}

function Row({ policy, selected, archived }: RowProps): ReactElement {
  const nameOf = useSkillNames();
  return (
    <li>
      <Link
        className={pageStyles.row}
        to="/policies/{-$policyId}"
        params={{ policyId: policy.id }}
        search={archived ? { archived: true } : {}}
        data-selected={selected ? "" : undefined}
        aria-current={selected ? "true" : undefined}
        data-testid="policy-row"
        data-id={policy.id}
      >
        <div className={pageStyles.line}>
          <strong>{visibleText(policy.name)}</strong>
          <PolicyState policy={policy} />
        </div>
        <div className={pageStyles.line}>
          <span className={`${pageStyles.grow ?? ""} sg-muted`}>For {scopeText(policy.scope, nameOf)}</span>
          <span className="sg-muted">
            <TimeAgo iso={policy.updatedAt} />
          </span>
        </div>
      </Link>
    </li>
  );
}
