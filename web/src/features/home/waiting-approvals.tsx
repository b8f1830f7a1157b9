import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import type { ApprovalSummary } from "#shared/api/types.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { Chip, Severity } from "#shared/ui/chip.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { Countdown } from "#shared/ui/time-text.tsx";
import styles from "./home-page.module.css";

interface WaitingApprovalsProps {
  readonly approvals: readonly ApprovalSummary[];
  readonly waiting: number;
}

export function WaitingApprovals({ approvals, waiting }: WaitingApprovalsProps): ReactElement {
  return (
    <Card
      title="Waiting for a decision"
      aside={<Link to="/approvals/{-$approvalId}">{waiting > approvals.length ? `All ${waiting}` : "Open approvals"}</Link>}
    >
      {approvals.length === 0 && (
        <div className={`${styles.pad ?? ""} sg-muted`}>Nothing waits. A request that a rule holds appears here at once.</div>
      )}
      {approvals.map((approval) => (
        <Link
          key={approval.id}
          className={cx(pageStyles.row, styles.waiting)}
          to="/approvals/{-$approvalId}"
          params={{ approvalId: approval.id }}
          data-testid="home-approval"
        >
          <div className={pageStyles.line}>
            <Severity value={approval.severity} wordless />
            <strong>{approval.skillName}</strong>
            {approval.viaGrant !== null && <Chip>{approval.organisationName}</Chip>}
            <Chip tone="wait">
              <Countdown iso={approval.expiresAt} />
            </Chip>
          </div>
          <div className={pageStyles.line}>
            <span className={`${pageStyles.grow ?? ""} sg-muted`}>
              {approval.rule} · <BodyText text={approval.summary} line />
            </span>
          </div>
        </Link>
      ))}
    </Card>
  );
}
