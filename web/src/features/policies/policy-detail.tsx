import { useState, type ReactElement } from "react";
import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Policy } from "#shared/api/types.ts";
import { policyQuery } from "#shared/queries/policies.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import detailStyles from "#shared/ui/detail.module.css";
import styles from "./policies.module.css";
import { panes, withPane, type PolicyPane } from "./policies-search.ts";
import { PolicyArchive } from "./policy-archive.tsx";
import { PolicyBacktests } from "./policy-backtests.tsx";
import { MatchTable } from "./match-table.tsx";
import { PolicyName } from "./policy-name.tsx";
import { PolicyRules } from "./policy-rules.tsx";
import { PolicyShadow } from "./policy-shadow.tsx";
import { PolicyVersions } from "./policy-versions.tsx";
import { PolicyState, scopeText } from "./policy-words.tsx";
import { useSkillNames } from "./use-skill-names.ts";

interface PolicyDetailProps {
  readonly id: string;
  readonly admin: boolean;
}

const names: Readonly<Record<PolicyPane, string>> = {
  rules: "Rules",
  versions: "Versions",
  matches: "Matches",
  shadow: "Shadow",
  backtest: "Backtest",
};

export function PolicyDetail({ id, admin }: PolicyDetailProps): ReactElement {
  const policy = useQuery(policyQuery(id));
  if (policy.data !== undefined) return <Loaded policy={policy.data} admin={admin && policy.data.archivedAt === null} />;
  return (
    <div className={detailStyles.detail}>
      {policy.isError ? <Problem error={policy.error} retry={() => void policy.refetch()} /> : <LoadingRows rows={5} height={48} />}
    </div>
  );
}

function Loaded({ policy, admin }: { readonly policy: Policy; readonly admin: boolean }): ReactElement {
  const { pane = "rules" } = useSearch({ from: "/frame/policies/{-$policyId}" });
  const navigate = useNavigate({ from: "/policies/{-$policyId}" });
  const nameOf = useSkillNames();
  const [written, setWritten] = useState<number | null>(null);
  return (
    <article className={detailStyles.detail} data-testid="policy-detail" data-id={policy.id}>
      <header className={detailStyles.head}>
        <div>
          <PolicyName policy={policy} admin={admin} />
          <p>
            <PolicyState policy={policy} />
            <span>For {scopeText(policy.scope, nameOf)}</span>
            {policy.shadowVersion !== null && <Chip tone="accent">Version {policy.shadowVersion} in shadow</Chip>}
            <span>
              {policy.updatedByName}, <TimeAgo iso={policy.updatedAt} />
            </span>
            <CopyId value={policy.id} label="policy id" />
          </p>
        </div>
        {admin && <PolicyArchive policy={policy} />}
      </header>
      <Faults policy={policy} />
      <Tabs
        value={pane}
        keepMounted={false}
        keepMountedMode="display-none"
        onChange={(value) => {
          const next = panes.find((known) => known === value) ?? "rules";
          void navigate({ search: (before) => withPane(before, next), replace: true });
        }}
      >
        <Tabs.List>
          {panes.map((known) => (
            <Tabs.Tab key={known} value={known} data-testid={`policy-tab-${known}`}>
              {names[known]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="rules" pt={16} keepMounted={written !== null}>
          <PolicyRules policy={policy} admin={admin} written={written} onWrite={setWritten} />
        </Tabs.Panel>
        <Tabs.Panel value="versions" pt={16}>
          <PolicyVersions policy={policy} admin={admin} />
        </Tabs.Panel>
        <Tabs.Panel value="matches" pt={16}>
          <MatchTable policyId={policy.id} shadow={false} rule={null} />
        </Tabs.Panel>
        <Tabs.Panel value="shadow" pt={16}>
          <PolicyShadow policy={policy} admin={admin} />
        </Tabs.Panel>
        <Tabs.Panel value="backtest" pt={16}>
          <PolicyBacktests policy={policy} admin={admin} />
        </Tabs.Panel>
      </Tabs>
    </article>
  );
}

/** What gateways go on with where they could not read what they were given. */
function Faults({ policy }: { readonly policy: Policy }): ReactElement | null {
  if (policy.faults.length === 0) return null;
  return (
    <div className={styles.faults} role="alert" data-testid="policy-faults">
      <Icon name="warning" />
      <div>
        {policy.faults.map((fault) => (
          <p key={fault.gatewayId}>
            Gateway <span className="sg-mono">{fault.gatewayId}</span> cannot put version {fault.version} in force:{" "}
            {visibleText(fault.message)}{" "}
            {fault.keptVersion === null
              ? "It knows no version before it and refuses every request of these skills."
              : `It goes on with version ${fault.keptVersion}.`}{" "}
            Put a version in force that can be read. <TimeAgo iso={fault.since} />
          </p>
        ))}
      </div>
    </div>
  );
}
