import { useMemo, type ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { useApprovalViewers } from "#shared/live/live-context.ts";
import { approvalQuery, messagesQuery } from "#shared/queries/approvals.ts";
import { useSession } from "#shared/queries/session-context.ts";
import type { Whole } from "#shared/queries/whole.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { bareLabel, LabelContext, type LabelMarks } from "#shared/text/label-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { approvalWord } from "#shared/text/words.ts";
import { bytesText } from "#shared/time/format.ts";
import { Chip, Severity } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card, Facts, type Fact } from "#shared/ui/page.tsx";
import { Countdown, TimeAgo } from "#shared/ui/time-text.tsx";
import { ApprovalChangesView } from "./approval-changes.tsx";
import { ApprovalFindings } from "./approval-findings.tsx";
import { ApprovalHistory } from "./approval-history.tsx";
import { ApprovalRoute } from "./approval-route.tsx";
import { ApprovalThread } from "./approval-thread.tsx";
import { readApprovalsSearch, type Part } from "./approvals-search.ts";
import styles from "./approvals.module.css";
import { DecisionBar } from "./decision-bar.tsx";
import { HeldPrompt } from "./held-prompt.tsx";
import type { Chosen } from "./use-bulk.ts";

interface Onward {
  /** Chooses all that waits and is like it. */
  readonly onAlike: () => Promise<Whole<Chosen>>;
  /** Goes on to the next that waits; null where nothing else does. */
  readonly onNext: (() => void) | null;
}

export function ApprovalDetailView({ id, ...onward }: Onward & { readonly id: string }): ReactElement {
  const approval = useQuery(approvalQuery(id));
  if (approval.data === undefined) {
    return approval.isError ? (
      <div className={styles.scroll}>
        <Problem error={approval.error} retry={() => void approval.refetch()} />
      </div>
    ) : (
      <LoadingRows rows={5} height={56} />
    );
  }
  return <Loaded approval={approval.data} {...onward} />;
}

function Loaded({ approval, ...onward }: Onward & { readonly approval: ApprovalDetail }): ReactElement {
  const { view } = approval;
  const { shown: part } = useSearch({ from: "/frame/approvals/{-$approvalId}" });
  const navigate = useNavigate({ from: "/approvals/{-$approvalId}" });
  const show = (next: Part | undefined): void =>
    void navigate({
      search: (search) => readApprovalsSearch({ ...search, shown: next }),
      replace: true,
    });
  useKeys({ "1": () => show(undefined), "2": () => show("changes"), "3": () => show("history"), "4": () => show("thread") });
  const marks = useMemo<LabelMarks>(
    () => ({ known: new Set(view.findings.map(({ label }) => bareLabel(label))), selected: null, select: null }),
    [view],
  );
  return (
    <LabelContext value={marks}>
      <article className={styles.detail} data-testid="approval-detail" data-id={approval.id} data-state={approval.state}>
        <div className={styles.scroll}>
          <div className={styles.inner}>
            <Head approval={approval} />
            <Presence approval={approval} />
            <Parts part={part} approval={approval} onShow={show} />
            {part === undefined && <Request approval={approval} />}
            {part === "changes" && <ApprovalChangesView approval={approval} />}
            {part === "history" && <ApprovalHistory approval={approval} />}
            {part === "thread" && <ApprovalThread approval={approval} />}
          </div>
        </div>
        <DecisionBar approval={approval} onAsk={() => show("thread")} {...onward} />
      </article>
    </LabelContext>
  );
}

function Request({ approval }: { readonly approval: ApprovalDetail }): ReactElement {
  const { view } = approval;
  const reach = view.reach ?? [];
  return (
    <>
      {view.findings.length > 0 && <ApprovalFindings findings={view.findings} />}
      {approval.masking === "summary" ? (
        <Card title="What would be sent">
          <p className={styles.prompt}>
            Your grant shows what this request is about, not what it says. Your decision is bound to what you see.
          </p>
        </Card>
      ) : (
        <Card
          title={approval.stage === "tool_use" ? "What Claude was asked, and the tool call that waits" : "What would be sent"}
          aside={<span className="sg-muted">masked as recorded</span>}
        >
          {view.toolUse !== undefined && view.toolUse !== null && <ToolCall name={view.toolUse.name} input={view.toolUse.input} />}
          <HeldPrompt view={view} />
        </Card>
      )}
      {reach.length > 0 && (
        <Card title="What Claude may reach by itself" aside={<span className="sg-muted">decided now or never</span>}>
          <Facts facts={reach.map(({ kind, text }) => ({ name: kind, value: <span className="sg-mono">{visibleText(text)}</span> }))} />
        </Card>
      )}
      <ApprovalRoute approval={approval} />
      <Card title="Facts">
        <div className={styles.columns}>
          <Facts facts={requestFacts(approval)} />
          <Facts facts={policyFacts(approval)} />
        </div>
      </Card>
    </>
  );
}

function ToolCall({ name, input }: { readonly name: string; readonly input?: unknown }): ReactElement {
  return (
    <div className={styles.call} data-testid="held-call">
      <div className={styles.sub}>
        <Icon name="tool" /> <strong>{visibleText(name)}</strong> waits before the skill gets it
      </div>
      <pre className="sg-mono">
        <BodyText text={input === undefined || input === null ? "" : JSON.stringify(input, null, 2)} />
      </pre>
    </div>
  );
}

const tabs: readonly { readonly part: Part | undefined; readonly text: string }[] = [
  { part: undefined, text: "Request" },
  { part: "changes", text: "What changed" },
  { part: "history", text: "History" },
  { part: "thread", text: "Questions" },
];

interface PartsProps {
  readonly part: Part | undefined;
  readonly approval: ApprovalDetail;
  readonly onShow: (part: Part | undefined) => void;
}

function Parts({ part, approval, onShow }: PartsProps): ReactElement {
  const messages = useQuery(messagesQuery(approval.id)).data?.length ?? 0;
  return (
    <div className={styles.tabs} role="tablist" aria-label="Parts of the request">
      {tabs.map((tab, index) => (
        <button
          key={tab.text}
          type="button"
          role="tab"
          aria-selected={tab.part === part}
          className={styles.tab}
          data-current={tab.part === part ? "" : undefined}
          data-testid={`part-${tab.part ?? "request"}`}
          aria-keyshortcuts={String(index + 1)}
          onClick={() => onShow(tab.part)}
        >
          {tab.text}
          {tab.part === "thread" && messages > 0 && <span className={styles.end}>{messages}</span>}
        </button>
      ))}
    </div>
  );
}

/** Who else has it open. */
function Presence({ approval }: { readonly approval: ApprovalDetail }): ReactElement | null {
  const { user, organisation } = useSession();
  const others = useApprovalViewers(approval.id).filter(({ userId }) => userId !== user.id);
  if (others.length === 0) return null;
  return (
    <div className={styles.sub} role="status" data-testid="presence">
      <Icon name="eye" />
      {others
        .map(({ name, organisationId, organisationName }) => (organisationId === organisation.id ? name : `${name} (${organisationName})`))
        .join(", ")}{" "}
      {others.length === 1 ? "has" : "have"} this open too
    </div>
  );
}

function Head({ approval }: { readonly approval: ApprovalDetail }): ReactElement {
  const word = approvalWord(approval.state);
  return (
    <header className={styles.head}>
      <div>
        <h2>
          {approval.skillName}: <BodyText text={approval.summary} />
        </h2>
        <div className={styles.sub}>
          <Severity value={approval.severity} />
          <span>rule {approval.rule}</span>
          {approval.stage === "tool_use" && <Chip tone="accent">tool call</Chip>}
          {approval.needed > 1 && (
            <Chip tone="wait" testId="votes">
              {approval.votes} of {approval.needed} approved
            </Chip>
          )}
          {approval.stepUp && <Chip title="Deciding needs a sign-in of the last five minutes">fresh sign-in</Chip>}
          {approval.editOf !== null && (
            <Link to="/approvals/{-$approvalId}" params={{ approvalId: approval.editOf }} search={{}} data-testid="edit-of">
              changed by a reviewer: see it as it came
            </Link>
          )}
          {approval.viaGrant !== null && <Chip testId="partner-badge">for {approval.organisationName}</Chip>}
          <span>
            asked <TimeAgo iso={approval.createdAt} />
          </span>
        </div>
      </div>
      <div className={styles.timer}>
        {approval.state === "pending" ? (
          <>
            <b>
              <Countdown iso={approval.expiresAt} />
            </b>
            <small>then refused</small>
          </>
        ) : (
          <Chip tone={word.tone} title={word.meaning}>
            {word.text}
          </Chip>
        )}
      </div>
    </header>
  );
}

function requestFacts(approval: ApprovalDetail): readonly Fact[] {
  const { view } = approval;
  const own = approval.viaGrant === null;
  return [
    {
      name: "Skill",
      value: own ? (
        <Link to="/skills/{-$skillId}" params={{ skillId: approval.skillId }}>
          {approval.skillName}
        </Link>
      ) : (
        approval.skillName
      ),
    },
    { name: "Owner", value: approval.ownerName },
    {
      name: "Goes to",
      value: (
        <>
          {view.connection.name} <span className="sg-muted sg-mono">{visibleText(view.connection.baseUrl)}</span>
        </>
      ),
    },
    {
      name: "Request",
      value: (
        <span className="sg-mono">
          {view.method} {visibleText(view.path + view.query)}
        </span>
      ),
    },
    { name: "Model", value: view.model === null ? null : visibleText(view.model) },
    { name: "Size", value: `${bytesText(view.requestBytes)}${view.stream ? ", answer streams" : ""}` },
  ];
}

function policyFacts(approval: ApprovalDetail): readonly Fact[] {
  return [
    { name: "Rule", value: approval.rule },
    { name: "Policy version", value: approval.policyVersion },
    { name: "Digest", value: <CopyId value={approval.digest} label="digest" /> },
    { name: "View digest", value: <CopyId value={approval.viewDigest} label="view digest" /> },
    { name: "Approval", value: <CopyId value={approval.id} /> },
    {
      name: "Session",
      value:
        approval.sessionId === null ? null : (
          <Link to="/sessions/$sessionId" params={{ sessionId: approval.sessionId }}>
            Open session
          </Link>
        ),
    },
  ];
}
