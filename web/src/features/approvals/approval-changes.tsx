import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { changesQuery } from "#shared/queries/approvals.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { leftOutWords, notShown } from "./change-words.ts";
import styles from "./diff.module.css";

const signs = { added: "+", removed: "−", same: " ", skipped: "", left_out: "" } as const;

/** What is other than in the last request of the skill that was approved, or than before a reviewer changed it. */
export function ApprovalChangesView({ approval }: { readonly approval: ApprovalDetail }): ReactElement {
  const changes = useQuery(changesQuery(approval.id));
  if (changes.isPending) return <LoadingRows rows={5} height={40} />;
  if (changes.isError) return <Problem error={changes.error} retry={() => void changes.refetch()} />;
  const { sinceId, sinceAt, sinceByName, changes: parts } = changes.data;
  const leftOut = leftOutWords(changes.data.leftOut);
  if (sinceId === null)
    return (
      <Empty icon="document" title="Nothing to compare with">
        No request of this skill was approved before. All of it is new.
      </Empty>
    );
  return (
    <>
      <p className="sg-muted" data-testid="changes-since">
        Compared with{" "}
        <Link to="/approvals/{-$approvalId}" params={{ approvalId: sinceId }} search={{}}>
          {approval.editOf === sinceId ? "the request before it was changed" : "the last one approved"}
        </Link>
        {sinceByName !== null && <> by {sinceByName}</>}
        {sinceAt !== null && (
          <>
            , <TimeAgo iso={sinceAt} />
          </>
        )}
        . Both as masked.
      </p>
      {parts.length === 0 && <Empty icon="check" title="Nothing that is shown is other" />}
      {leftOut !== null && (
        <p role="alert" data-testid="changes-left-out">
          {leftOut}
        </p>
      )}
      {parts.map(({ part, kind, lines }) => (
        <Card key={part} title={part} aside={<span className="sg-muted">{kind}</span>}>
          <div className={styles.diff} data-testid="change" data-part={part}>
            {lines.map((line, index) => (
              <div key={index} className={cx(styles.line, styles[line.kind])}>
                <span aria-hidden="true">{signs[line.kind]}</span>
                <span>
                  {notShown(line) ?? (
                    <>
                      {line.kind !== "same" && <span className="sg-hidden">{line.kind}: </span>}
                      <BodyText text={line.text} />
                    </>
                  )}
                </span>
              </div>
            ))}
          </div>
        </Card>
      ))}
    </>
  );
}
