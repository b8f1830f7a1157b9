import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { historyQuery } from "#shared/queries/approvals.ts";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { ApprovalRow } from "./approval-row.tsx";

/** What became of the skill's requests before. */
export function ApprovalHistory({ approval }: { readonly approval: ApprovalDetail }): ReactElement {
  const history = useQuery(historyQuery(approval.skillId));
  const items = (history.data ?? []).filter(({ organisationId }) => organisationId === approval.organisationId);
  const approved = items.filter(({ state }) => state === "approved" || state === "consumed").length;
  return (
    <Card
      title={`Last requests of ${approval.skillName}`}
      aside={
        <span className="sg-muted">
          {approved} of {items.length} approved
        </span>
      }
    >
      {history.isPending && <LoadingRows rows={4} height={44} />}
      {history.isError && <Problem error={history.error} retry={() => void history.refetch()} />}
      <ul className={pageStyles.rows} data-testid="approval-history">
        {items.map((one) => (
          <li key={one.id}>
            <ApprovalRow approval={one} selected={one.id === approval.id} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
