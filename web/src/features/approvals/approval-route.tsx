import type { ReactElement } from "react";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { Card, Facts } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import styles from "./approvals.module.css";

const effects: Readonly<Record<string, string>> = { allow: "allows", mask: "masks", hold: "holds", block: "blocks", lock: "locks" };

/** Groups are the owner's own: a partner is told whether it is asked. */
function asked({ reviewers, viaGrant }: ApprovalDetail): string | null {
  if (viaGrant !== null) return null;
  return reviewers.length === 0 ? "every reviewer" : reviewers.join(", ");
}

/** Which rules matched, who decides, and who has said what. */
export function ApprovalRoute({ approval }: { readonly approval: ApprovalDetail }): ReactElement {
  const matches = approval.view.matches ?? [];
  return (
    <Card title="Who decides" aside={<span className="sg-muted">rule {approval.rule}</span>}>
      <div className={styles.columns}>
        <Facts
          facts={[
            { name: "Asked", value: asked(approval) },
            { name: "Needed", value: approval.needed === 1 ? "1 person" : `${String(approval.needed)} different people` },
            { name: "Role", value: approval.roles.join(" or ") },
            { name: "Fresh sign-in", value: approval.stepUp ? "yes" : null },
          ]}
        />
        <Facts
          facts={[
            { name: "Then asked", value: approval.escalateAt === null ? null : approval.escalateTo.join(", ") },
            {
              name: approval.escalatedAt === null ? "If undecided" : "Since",
              value:
                approval.escalatedAt !== null ? (
                  <TimeAgo iso={approval.escalatedAt} />
                ) : approval.escalateAt === null ? null : (
                  <TimeAhead iso={approval.escalateAt} past="now" />
                ),
            },
            {
              name: "You",
              value: approval.isOwner ? "own the skill" : approval.voted ? "have voted" : approval.asked ? "are asked" : "are not asked",
            },
          ]}
        />
      </div>
      {approval.votesList.length > 0 && (
        <ul className={pageStyles.rows} data-testid="votes-list">
          {approval.votesList.map((vote, index) => (
            <li key={index} className={pageStyles.row}>
              <div className={pageStyles.line}>
                <Chip tone={vote.vote === "approved" ? "live" : "danger"}>{vote.vote}</Chip>
                <strong>{vote.byName}</strong>
                {vote.byOrganisation !== approval.organisationId && <Chip>partner</Chip>}
                <span className="sg-muted">
                  {vote.note !== null && `“${visibleText(vote.note)}” `}
                  <TimeAgo iso={vote.at} />
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
      {matches.length > 0 && (
        <ul className={pageStyles.rows} data-testid="matches" aria-label="Rules that matched">
          {matches.map((match, index) => (
            <li key={index} className={pageStyles.row}>
              <div className={pageStyles.line}>
                <Chip tone={match.decisive ? "wait" : "plain"}>{effects[match.kind] ?? match.kind}</Chip>
                <strong>{match.rule}</strong>
                <span className={`${pageStyles.grow ?? ""} sg-muted`}>{visibleText(match.because ?? "")}</span>
                {match.decisive && <span className="sg-muted">decided</span>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
