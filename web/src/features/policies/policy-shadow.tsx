import { useState, type ReactElement } from "react";
import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Policy } from "#shared/api/types.ts";
import { policyShadowQuery, policyVersionsQuery } from "#shared/queries/policies.ts";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { Decision, MatchTable } from "./match-table.tsx";
import styles from "./policies.module.css";
import { PolicyActions } from "./policy-actions.tsx";

interface PolicyShadowProps {
  readonly policy: Policy;
  readonly admin: boolean;
}

/** What a draft would have done beside the version in force. */
export function PolicyShadow({ policy, admin }: PolicyShadowProps): ReactElement {
  const versions = useQuery(policyVersionsQuery(policy.id));
  const running = versions.data?.find(({ inShadow }) => inShadow);
  const next = versions.data?.find(({ state }) => state === "draft" || state === "review");
  if (policy.shadowVersion === null || running === undefined)
    return (
      <div className={styles.stack}>
        <Empty icon="policies" title="No draft runs in shadow">
          {next === undefined
            ? "Write a draft first. In shadow, gateways ask its rules beside those in force and tell what they would have done; nothing is held or refused by it."
            : `Version ${next.version} can: gateways ask its rules beside those in force and tell what they would have done. Nothing is held or refused by it.`}
        </Empty>
        {admin && next !== undefined && <PolicyActions policy={policy} version={next} changed={false} />}
      </div>
    );
  return (
    <div className={styles.stack}>
      <Report policyId={policy.id} version={running.version} />
      {admin && <PolicyActions policy={policy} version={running} changed={false} />}
    </div>
  );
}

function Report({ policyId, version }: { readonly policyId: string; readonly version: number }): ReactElement {
  const [days, setDays] = useState("7");
  const [rule, setRule] = useState<string | null>(null);
  const report = useQuery(policyShadowQuery(policyId, version, Number(days)));
  const rules = report.data?.rules ?? [];
  return (
    <>
      <Card
        title={`Version ${version} in shadow`}
        aside={
          <SegmentedControl
            size="xs"
            aria-label="Days"
            value={days}
            onChange={setDays}
            data={[
              { value: "1", label: "1 day" },
              { value: "7", label: "7 days" },
              { value: "30", label: "30 days" },
            ]}
          />
        }
      >
        {report.isPending && <LoadingRows rows={3} height={34} />}
        {report.isError && <Problem error={report.error} retry={() => void report.refetch()} />}
        {report.data !== undefined && rules.length === 0 && <Empty icon="policies" title="It has not matched yet" />}
        {rules.length > 0 && (
          <div className={styles.scroll}>
            <table className={pageStyles.table} data-testid="shadow-rules">
              <thead>
                <tr>
                  <th scope="col">Rule</th>
                  <th scope="col">Says</th>
                  <th scope="col" className={pageStyles.number}>
                    Matched
                  </th>
                  <th scope="col" className={pageStyles.number} title="Exchanges that were decided less severely">
                    Stricter
                  </th>
                  <th scope="col" className={pageStyles.number} title="Exchanges that the rule in force decided, and the draft would not">
                    Milder
                  </th>
                  <th scope="col">Last</th>
                  <th scope="col">
                    <span className="sg-hidden">Exchanges</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rules.map((each) => (
                  <tr key={each.rule}>
                    <td className="sg-mono">{each.rule}</td>
                    <td>
                      <Decision kind={each.kind} />
                    </td>
                    <td className={pageStyles.number}>{each.exchanges}</td>
                    <td className={pageStyles.number}>{each.stricter}</td>
                    <td className={pageStyles.number}>{each.milder}</td>
                    <td className={styles.nowrap}>
                      <TimeAgo iso={each.lastAt} />
                    </td>
                    <td>
                      <Button
                        variant={rule === each.rule ? "light" : "subtle"}
                        size="compact-xs"
                        aria-pressed={rule === each.rule}
                        onClick={() => setRule(rule === each.rule ? null : each.rule)}
                      >
                        Exchanges
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      <MatchTable policyId={policyId} shadow rule={rule} />
    </>
  );
}
