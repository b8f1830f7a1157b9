import type { ReactElement } from "react";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Policy, PolicyVersion } from "#shared/api/types.ts";
import { policyVersionQuery, policyVersionsQuery } from "#shared/queries/policies.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { DocumentDiff } from "./document-diff.tsx";
import styles from "./policies.module.css";
import { withVersion } from "./policies-search.ts";
import { PolicyActions } from "./policy-actions.tsx";
import { PolicyComments } from "./policy-comments.tsx";
import { scopeText, VersionState } from "./policy-words.tsx";
import { useSkillNames } from "./use-skill-names.ts";

interface PolicyVersionsProps {
  readonly policy: Policy;
  readonly admin: boolean;
}

/** All versions; one of them beside another, and what is said of it. */
export function PolicyVersions({ policy, admin }: PolicyVersionsProps): ReactElement {
  const search = useSearch({ from: "/frame/policies/{-$policyId}" });
  const navigate = useNavigate({ from: "/policies/{-$policyId}" });
  const versions = useQuery(policyVersionsQuery(policy.id));
  const items = versions.data ?? [];
  const chosen = items.find(({ version }) => version === (search.version ?? policy.latestVersion));
  return (
    <div className={styles.stack}>
      {versions.isPending && <LoadingRows rows={4} height={34} />}
      {versions.isError && <Problem error={versions.error} retry={() => void versions.refetch()} />}
      <Card title="Versions">
        <ul className={pageStyles.rows} data-testid="policy-versions">
          {items.map((version) => (
            <li key={version.version}>
              <button
                type="button"
                className={`${pageStyles.row ?? ""} ${styles.rowButton ?? ""}`}
                data-selected={version.version === chosen?.version ? "" : undefined}
                aria-pressed={version.version === chosen?.version}
                data-testid="policy-version-row"
                onClick={() => void navigate({ search: (before) => withVersion(before, version.version), replace: true })}
              >
                <Line version={version} />
              </button>
            </li>
          ))}
        </ul>
      </Card>
      {chosen !== undefined && <Chosen policy={policy} version={chosen} versions={items} admin={admin} />}
    </div>
  );
}

function Line({ version }: { readonly version: PolicyVersion }): ReactElement {
  return (
    <div className={pageStyles.line}>
      <strong>{version.version}</strong>
      <VersionState state={version.state} />
      {version.inShadow && <Chip tone="accent">In shadow</Chip>}
      {version.comments > 0 && <Chip>{version.comments === 1 ? "1 comment" : `${version.comments} comments`}</Chip>}
      <span className={`${pageStyles.grow ?? ""} sg-muted`}>{version.note === null ? "" : visibleText(version.note)}</span>
      <span className="sg-muted">
        {version.createdByName}, <TimeAgo iso={version.createdAt} />
        {version.activatedByName !== null && <>; put in force by {version.activatedByName}</>}
      </span>
    </div>
  );
}

interface ChosenProps {
  readonly policy: Policy;
  readonly version: PolicyVersion;
  readonly versions: readonly PolicyVersion[];
  readonly admin: boolean;
}

function Chosen({ policy, version, versions, admin }: ChosenProps): ReactElement {
  const search = useSearch({ from: "/frame/policies/{-$policyId}" });
  const navigate = useNavigate({ from: "/policies/{-$policyId}" });
  const nameOf = useSkillNames();
  const others = versions.filter((each) => each.version !== version.version);
  const against = others.find((each) => each.version === (search.against ?? besides(policy, version))) ?? others[0];
  return (
    <Card
      title={`Version ${version.version}`}
      aside={
        against !== undefined && (
          <Select
            size="xs"
            w={190}
            aria-label="Compared with"
            allowDeselect={false}
            data={others.map((each) => ({ value: String(each.version), label: `beside version ${each.version}` }))}
            value={String(against.version)}
            onChange={(value) =>
              void navigate({ search: (before) => ({ ...before, version: version.version, against: Number(value) }), replace: true })
            }
          />
        )
      }
    >
      <div className={styles.cardBody}>
        {against !== undefined && against.scope !== version.scope && (
          <p>
            For {scopeText(version.scope, nameOf)}; version {against.version} is for {scopeText(against.scope, nameOf)}.
          </p>
        )}
        <Difference policy={policy} from={against?.version ?? null} to={version.version} />
        {admin && <PolicyActions policy={policy} version={version} changed={false} />}
        <PolicyComments policyId={policy.id} version={version.version} admin={admin} />
      </div>
    </Card>
  );
}

/** What one wants to see a version beside: what is in force, or what it was made from. */
function besides(policy: Policy, version: PolicyVersion): number | null {
  return version.state === "active" || policy.activeVersion === 0 ? version.basedOn : policy.activeVersion;
}

interface DifferenceProps {
  readonly policy: Policy;
  readonly from: number | null;
  readonly to: number;
}

function Difference({ policy, from, to }: DifferenceProps): ReactElement {
  const before = useQuery({ ...policyVersionQuery(policy.id, from ?? to), enabled: from !== null });
  const after = useQuery(policyVersionQuery(policy.id, to));
  const failed = before.error ?? after.error;
  if (failed !== null) return <Problem error={failed} />;
  if (after.data === undefined || (from !== null && before.data === undefined)) return <LoadingRows rows={6} height={20} />;
  const old = from === null ? "" : (before.data?.document ?? "");
  return (
    <>
      {old === after.data.document && <p className="sg-muted">The rules are the same.</p>}
      <DocumentDiff
        before={from === null ? after.data.document : old}
        after={after.data.document}
        label={from === null ? `Version ${to}` : `What version ${to} changes of version ${from}`}
      />
    </>
  );
}
