import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import type { RetentionLine } from "#shared/api/types.ts";
import { retentionReportQuery } from "#shared/queries/retention.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import styles from "./retention.module.css";

const names: Readonly<Record<RetentionLine["kind"], string>> = {
  bodies: "Bodies of requests and answers",
  findings: "Findings",
  metadata: "Exchanges",
  approvals: "What reviewers saw",
  batches: "Whose batches were whose",
  quarantine: "Records put aside",
  feed: "Feed",
  audit: "Audit log",
  evidence: "Evidence to take away",
  open: "Exchanges still open",
};

/** The oldest datum of each kind beside what was promised. */
export function Report(): ReactElement {
  const report = useQuery(retentionReportQuery);
  return (
    <div className={styles.wide}>
      <Card title="The oldest of each kind">
        {report.isPending && <LoadingRows rows={8} />}
        {report.isError && <Problem error={report.error} retry={() => void report.refetch()} />}
        {report.data !== undefined && (
          <div className={styles.scroll}>
            <table className={pageStyles.table} data-testid="retention-report">
              <thead>
                <tr>
                  <th scope="col">Kind</th>
                  <th scope="col">Oldest</th>
                  <th scope="col">Kept for</th>
                  <th scope="col">Gone</th>
                  <th scope="col">State</th>
                  <th scope="col">Oldest on hold</th>
                </tr>
              </thead>
              <tbody>
                {report.data.lines.map((line) => (
                  <tr key={line.kind}>
                    <td>{names[line.kind]}</td>
                    <td>{line.oldest === null ? "none" : <TimeAgo iso={line.oldest} />}</td>
                    <td>{line.days === null ? "as long as the organisation" : `${String(line.days)} days`}</td>
                    <td>{line.goneBy === null ? "" : <TimeAhead iso={line.goneBy} past="overdue" />}</td>
                    <td>{line.late ? <Chip tone="danger">late</Chip> : <Chip tone="live">as promised</Chip>}</td>
                    <td>{line.oldestHeld === null ? "" : <TimeAgo iso={line.oldestHeld} />}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
    </div>
  );
}
