import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import { Group, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { Policy, PolicyReport, PolicyVersion, PolicyVersionDetail } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { policySchemaQuery, policyVersionQuery, policyVersionsQuery } from "#shared/queries/policies.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { useMayLeave, useUnsaved } from "#shared/unsaved/unsaved-context.ts";
import { withPane, withVersion } from "./policies-search.ts";
import { PolicyActions } from "./policy-actions.tsx";
import styles from "./policies.module.css";
import { PolicyTry } from "./policy-try.tsx";
import { VersionState } from "./policy-words.tsx";
import type { JsonSchema } from "./schema-completion.ts";
import { ScopeInput } from "./scope-input.tsx";
import { writtenSince, type WrittenRules } from "./written-rules.ts";
import { YamlEditor } from "./yaml-editor.tsx";

interface PolicyRulesProps {
  readonly policy: Policy;
  readonly admin: boolean;
  /** The version from which something is written that is not saved: it stays, whatever else there is by now. */
  readonly written: number | null;
  readonly onWrite: (version: number | null) => void;
}

/** The rules of one version; an administrator writes the next one from it. */
export function PolicyRules(props: PolicyRulesProps): ReactElement {
  const { policy, written, onWrite } = props;
  const [carried, setCarried] = useState<Carried | null>(null);
  const write = useCallback(
    (version: number | null) => {
      if (version === null) setCarried(null);
      onWrite(version);
    },
    [onWrite],
  );
  const { version: chosen } = useSearch({ from: "/frame/policies/{-$policyId}" });
  const number = written ?? chosen ?? beginWith(policy);
  const version = useQuery(policyVersionQuery(policy.id, number));
  if (version.data !== undefined) {
    const begin = carried?.version === number ? carried : null;
    return <Editor key={number} {...props} version={version.data} begin={begin} onCarry={setCarried} onWrite={write} />;
  }
  return version.isError ? <Problem error={version.error} retry={() => void version.refetch()} /> : <LoadingRows rows={8} height={20} />;
}

// The server's own document: what it is not, completion does not find.
function asSchema(schema: unknown): JsonSchema {
  return typeof schema === "object" && schema !== null ? schema : {};
}

/** What is to be worked on: a draft that is newer than what is in force, else what is in force. */
function beginWith(policy: Policy): number {
  return policy.activeVersion === 0 || policy.latestState === "draft" || policy.latestState === "review"
    ? policy.latestVersion
    : policy.activeVersion;
}

/** What was typed while a version was saved; the version that came of it goes on from there. */
interface Carried extends WrittenRules {
  readonly version: number;
}

interface EditorProps extends PolicyRulesProps {
  readonly version: PolicyVersionDetail;
  readonly begin: Carried | null;
  readonly onCarry: (rest: Carried) => void;
}

function Editor({ policy, version, admin, begin, onCarry, onWrite }: EditorProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const navigate = useNavigate({ from: "/policies/{-$policyId}" });
  const schema = useQuery({ ...policySchemaQuery, select: asSchema });
  const [document, setDocument] = useState(begin?.document ?? version.document);
  const [scope, setScope] = useState(begin?.scope ?? version.scope);
  const [note, setNote] = useState(begin?.note ?? "");
  const [report, setReport] = useState<PolicyReport | null>(null);
  const changed = document !== version.document || scope !== version.scope;
  const unsaved = changed || note !== "";
  useUnsaved(unsaved ? `the rules of ${visibleText(policy.name)}` : null);
  useEffect(() => onWrite(unsaved ? version.version : null), [unsaved, version.version, onWrite]);
  const now = useRef<WrittenRules>({ document, scope, note });
  useEffect(() => {
    now.current = { document, scope, note };
  }, [document, scope, note]);
  const save = useMutation({
    mutationFn: ({ document, scope, note }: WrittenRules) =>
      read(
        api.POST("/api/v1/policies/{policyId}/versions", {
          params: { path: { policyId: policy.id } },
          body: { document, scope, basedOn: version.version, note: note.trim() === "" ? null : note.trim() },
        }),
      ),
    onSuccess: async (draft, sent) => {
      client.setQueryData(policyVersionQuery(policy.id, draft.version).queryKey, draft);
      await client.invalidateQueries({ queryKey: keys.policies });
      const rest = writtenSince(sent, now.current);
      if (rest !== null) onCarry({ ...rest, version: draft.version });
      onWrite(rest === null ? null : draft.version);
      await navigate({ search: (before) => ({ ...before, version: draft.version }), replace: true });
    },
  });
  const saveNow = (): void => {
    if (changed && stale === null && !save.isPending) save.mutate({ document, scope, note });
  };
  const check = async (text: string): Promise<PolicyReport["notes"]> => {
    const checked = await read(api.POST("/api/v1/policies/check", { body: { document: text, scope } }));
    setReport(checked);
    return checked.notes;
  };
  const fields = save.isError ? toProblem(save.error).fields : {};
  return (
    <div className={styles.rules}>
      <div className={styles.bar}>
        <VersionChoice policy={policy} version={version} unsaved={unsaved} onWrite={onWrite} />
        <VersionState state={version.state} />
        <span className="sg-muted">
          {version.createdByName}, <TimeAgo iso={version.createdAt} />
          {version.note !== null && <>: {visibleText(version.note)}</>}
        </span>
        <Verdict report={admin ? report : null} />
      </div>
      {unsaved && !save.isPending && policy.latestVersion > version.version && <Newer policy={policy} version={version} />}
      <YamlEditor
        document={document}
        label={`Rules of ${policy.name}, version ${version.version}`}
        fixed={!admin}
        schema={schema.data ?? null}
        onChange={setDocument}
        onSave={saveNow}
        check={admin ? check : () => Promise.resolve([])}
      />
      {admin && (
        <div className={styles.bar}>
          <ScopeInput scope={scope} disabled={false} error={fields.scope?.[0]} onChange={setScope} />
          <TextInput
            size="xs"
            className={styles.grow ?? ""}
            aria-label="What changes"
            placeholder="What changes, for those who review it"
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <ActionButton
            blocked={stale ?? (changed ? null : "Nothing is changed.")}
            loading={save.isPending}
            testId="save-draft"
            shortcut="Control+S"
            onClick={saveNow}
          >
            Save as draft
          </ActionButton>
        </div>
      )}
      {save.isError && <Problem error={save.error} />}
      {admin && <PolicyActions policy={policy} version={version} changed={changed} />}
      {admin && <PolicyTry policyId={policy.id} document={document} scope={scope} />}
    </div>
  );
}

interface VersionChoiceProps {
  readonly policy: Policy;
  readonly version: PolicyVersion;
  readonly unsaved: boolean;
  readonly onWrite: (version: number | null) => void;
}

function VersionChoice({ policy, version, unsaved, onWrite }: VersionChoiceProps): ReactElement {
  const navigate = useNavigate({ from: "/policies/{-$policyId}" });
  const mayLeave = useMayLeave();
  const versions = useQuery(policyVersionsQuery(policy.id));
  const choose = async (number: number): Promise<void> => {
    if (number === version.version || !(await mayLeave())) return;
    onWrite(null);
    await navigate({ search: (before) => ({ ...before, version: number }) });
  };
  return (
    <Group gap={8}>
      <Select
        size="xs"
        w={190}
        aria-label="Version"
        allowDeselect={false}
        data={(versions.data ?? [version]).map((each) => ({
          value: String(each.version),
          label: `Version ${each.version}${each.state === "active" ? ", in force" : each.state === "retired" ? "" : `, ${each.state}`}`,
        }))}
        value={String(version.version)}
        onChange={(value) => void choose(Number(value))}
        data-testid="policy-version"
      />
      {unsaved && <Chip tone="wait">Not saved</Chip>}
    </Group>
  );
}

/** Somebody else may have saved since one began to write. */
function Newer({ policy, version }: { readonly policy: Policy; readonly version: PolicyVersion }): ReactElement {
  return (
    <p className={styles.newer} role="status" data-testid="policy-newer">
      <Icon name="warning" size={14} />
      <span>
        There is version {policy.latestVersion} already. You write from version {version.version}: what you save will not have its changes.{" "}
        <Link
          from="/policies/{-$policyId}"
          search={(before) => withPane(withVersion(before, policy.latestVersion), "versions")}
          data-testid="policy-newer-look"
        >
          See what it changes
        </Link>
      </span>
    </p>
  );
}

/** Whether it could be put in force. */
function Verdict({ report }: { readonly report: PolicyReport | null }): ReactElement | null {
  if (report === null) return null;
  const bad = report.notes.filter((note) => note.kind !== "warning");
  const warnings = report.notes.length - bad.length;
  if (!report.valid)
    return (
      <Chip tone="danger" testId="policy-verdict">
        {bad.length === 1 ? "1 error" : `${bad.length} errors`}
      </Chip>
    );
  return (
    <Chip tone={warnings > 0 ? "wait" : "live"} testId="policy-verdict">
      {warnings === 0 ? "Can be put in force" : warnings === 1 ? "1 warning" : `${warnings} warnings`}
    </Chip>
  );
}
