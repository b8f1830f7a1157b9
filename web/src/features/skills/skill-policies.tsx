import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { effectivePoliciesQuery } from "#shared/queries/policies.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";

/** What is in force for a skill, in the order of merging. */
export function SkillPolicies({ skillId }: { readonly skillId: string }): ReactElement {
  const policies = useQuery(effectivePoliciesQuery(skillId));
  const items = policies.data ?? [];
  return (
    <Card
      title="Policies"
      aside={<span className="sg-muted">in the order of merging; the most severe rule wins, of equals the first</span>}
    >
      {policies.isPending && <LoadingRows rows={2} height={20} />}
      {policies.isError && <Problem error={policies.error} retry={() => void policies.refetch()} />}
      {policies.data !== undefined && items.length === 0 && <p className={pageStyles.row}>None: every request is recorded and passes.</p>}
      <ol className={pageStyles.rows} data-testid="skill-policies">
        {items.map((policy) => (
          <li key={policy.id} className={pageStyles.row}>
            <div className={pageStyles.line}>
              <span className="sg-muted">{policy.place}</span>
              <Link className={pageStyles.grow ?? ""} to="/policies/{-$policyId}" params={{ policyId: policy.id }}>
                {visibleText(policy.name)}
              </Link>
              {policy.shadowVersion !== null && <Chip tone="accent">Version {policy.shadowVersion} in shadow</Chip>}
              <Chip>Version {policy.version}</Chip>
              <span className="sg-muted">{becauseOf(policy.scope)}</span>
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function becauseOf(scope: string): string {
  if (scope.startsWith("label:")) return `for its label ${visibleText(scope.slice("label:".length))}`;
  return scope.startsWith("skill:") ? "for this skill" : "for every skill";
}
