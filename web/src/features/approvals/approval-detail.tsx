import { useMemo, type ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { approvalQuery } from "#shared/queries/approvals.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { bareLabel, LabelContext, type LabelMarks } from "#shared/text/label-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { approvalWord } from "#shared/text/words.ts";
import { bytesText } from "#shared/time/format.ts";
import { Chip, Severity } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card, Facts, type Fact } from "#shared/ui/page.tsx";
import { Countdown, TimeAgo } from "#shared/ui/time-text.tsx";
import { ApprovalFindings } from "./approval-findings.tsx";
import styles from "./approvals.module.css";
import { DecisionBar } from "./decision-bar.tsx";
import { HeldPrompt } from "./held-prompt.tsx";

export function ApprovalDetailView({ id }: { readonly id: string }): ReactElement {
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
  return <Loaded approval={approval.data} />;
}

function Loaded({ approval }: { readonly approval: ApprovalDetail }): ReactElement {
  const { view } = approval;
  const reach = view.reach ?? [];
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
            {view.findings.length > 0 && <ApprovalFindings findings={view.findings} />}
            <Card title="What would be sent" aside={<span className="sg-muted">masked as recorded</span>}>
              <HeldPrompt view={view} />
            </Card>
            {reach.length > 0 && (
              <Card title="What Claude may reach by itself" aside={<span className="sg-muted">decided now or never</span>}>
                <Facts
                  facts={reach.map(({ kind, text }) => ({ name: kind, value: <span className="sg-mono">{visibleText(text)}</span> }))}
                />
              </Card>
            )}
            <Card title="Facts">
              <div className={styles.columns}>
                <Facts facts={requestFacts(approval)} />
                <Facts facts={policyFacts(approval)} />
              </div>
            </Card>
          </div>
        </div>
        <DecisionBar approval={approval} />
      </article>
    </LabelContext>
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
  const own = approval.viaGrant === null;
  return [
    { name: "Rule", value: approval.rule },
    { name: "Policy version", value: approval.policyVersion },
    { name: "Digest", value: <CopyId value={approval.digest} label="digest" /> },
    { name: "View digest", value: <CopyId value={approval.viewDigest} label="view digest" /> },
    { name: "Approval", value: <CopyId value={approval.id} /> },
    {
      name: "Session",
      value: own ? (
        <Link to="/sessions/$sessionId" params={{ sessionId: approval.sessionId }}>
          Open session
        </Link>
      ) : (
        <CopyId value={approval.sessionId} />
      ),
    },
  ];
}
