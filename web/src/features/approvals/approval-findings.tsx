import type { ReactElement } from "react";
import type { HoldView } from "#shared/api/types.ts";
import { LabelChip } from "#shared/text/body-text.tsx";
import { bareLabel, typeText } from "#shared/text/label-context.ts";
import { Card } from "#shared/ui/page.tsx";
import styles from "./approvals.module.css";

/** Each value that was found, once, with how often; grouped by type. */
export function ApprovalFindings({ findings }: { readonly findings: HoldView["findings"] }): ReactElement {
  const counts = new Map<string, { type: string; count: number }>();
  for (const { label, type } of findings) {
    const bare = bareLabel(label);
    counts.set(bare, { type, count: (counts.get(bare)?.count ?? 0) + 1 });
  }
  const types = Map.groupBy(counts.values(), ({ type }) => type);
  const summary = [...types].map(([type, values]) => `${values.length} × ${typeText(type).toLowerCase()}`).join(", ");
  return (
    <Card title="Found in it" aside={<span className="sg-muted">{summary}</span>}>
      <div className={styles.columns} style={{ display: "block" }}>
        <div className={styles.findings} data-testid="approval-findings">
          {[...counts].map(([label, { type, count }]) => (
            <LabelChip
              key={label}
              label={label}
              type={type}
              code={label.startsWith(`${type}_`) ? label.slice(type.length + 1) : label}
              count={count}
            />
          ))}
        </div>
      </div>
    </Card>
  );
}
