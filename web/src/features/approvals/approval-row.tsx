import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import type { ApprovalSummary } from "#shared/api/types.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { approvalWord } from "#shared/text/words.ts";
import { Chip, Severity } from "#shared/ui/chip.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Icon } from "#shared/ui/icon.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { Countdown, TimeAgo } from "#shared/ui/time-text.tsx";
import { readApprovalsSearch } from "./approvals-search.ts";
import styles from "./approvals.module.css";

interface ApprovalRowProps {
  readonly approval: ApprovalSummary;
  readonly selected: boolean;
  /** Whether it is chosen for a decision about many. */
  readonly chosen?: boolean;
}

export function ApprovalRow({ approval, selected, chosen = false }: ApprovalRowProps): ReactElement {
  const word = approvalWord(approval.replacedBy === null ? approval.state : "changed");
  const pending = approval.state === "pending";
  return (
    <Link
      className={cx(pageStyles.row, styles.row)}
      to="/approvals/{-$approvalId}"
      params={{ approvalId: approval.id }}
      search={(search) => readApprovalsSearch(search)}
      aria-current={selected ? "true" : undefined}
      data-selected={selected ? "" : undefined}
      data-chosen={chosen ? "" : undefined}
      data-state={approval.state}
      data-testid="approval-row"
      data-id={approval.id}
    >
      <div className={pageStyles.line}>
        <Severity value={approval.severity} wordless />
        {chosen && <Icon name="check" size={14} />}
        <strong>{approval.skillName}</strong>
        {approval.viaGrant !== null && (
          <Chip title={`You review this as a partner of ${approval.organisationName}`} testId="partner-badge">
            {approval.organisationName}
          </Chip>
        )}
        {pending ? (
          <span className={styles.end}>
            <Countdown iso={approval.expiresAt} />
          </span>
        ) : (
          <Chip tone={word.tone} title={word.meaning}>
            {word.text}
          </Chip>
        )}
      </div>
      <div className={pageStyles.line}>
        <span className={cx(styles.summary, "sg-muted")}>
          <BodyText text={approval.summary} line />
        </span>
      </div>
      <div className={pageStyles.line}>
        <span className={`${pageStyles.grow ?? ""} sg-muted`}>
          {approval.stage === "tool_use" && "tool call, "}
          {approval.rule}
          {approval.needed > 1 && pending && `, ${String(approval.votes)} of ${String(approval.needed)}`}
          {approval.editOf !== null && ", changed"}
          {approval.how === "like" && ", as a like"}
          {approval.how === "break_glass" && ", glass broken"}
        </span>
        <span className="sg-muted">{pending ? <TimeAgo iso={approval.createdAt} /> : <Ended approval={approval} />}</span>
      </div>
    </Link>
  );
}

function Ended({ approval }: { readonly approval: ApprovalSummary }): ReactElement {
  return (
    <>
      {approval.decidedByName !== null && <>{approval.decidedByName}, </>}
      <TimeAgo iso={approval.decidedAt ?? approval.expiresAt} />
    </>
  );
}
