import type { ReactElement } from "react";
import { Button, Loader, Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { visibleText } from "#shared/text/segments.ts";
import { approvalWord } from "#shared/text/words.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import { readApprovalsSearch } from "./approvals-search.ts";
import styles from "./approvals.module.css";

/** How an approval ended, by whom and how; and what can follow. */
interface DecisionResultProps {
  readonly approval: ApprovalDetail;
  /** The server has not said yes yet. */
  readonly sending: boolean;
  /** The caller's own decision came second. */
  readonly lost: string | null;
}

export function DecisionResult({ approval, sending, lost }: DecisionResultProps): ReactElement {
  const word = approvalWord(approval.replacedBy === null ? approval.state : "changed");
  const approved = approval.state === "approved" || approval.state === "consumed";
  return (
    <div className={styles.result} role="status" data-testid="decision-result">
      {sending && <Loader size={14} aria-label="On its way" />}
      <Chip tone={word.tone}>{word.text}</Chip>
      {approval.decidedByName !== null && (
        <span>
          by {approval.decidedByName}
          {approval.decidedAt !== null && (
            <>
              , <TimeAgo iso={approval.decidedAt} />
            </>
          )}
        </span>
      )}
      {approval.how === "like" && <Chip tone="accent">as a like, unseen</Chip>}
      {approval.how === "break_glass" && <Chip tone="danger">glass broken</Chip>}
      {approval.replacedBy !== null && (
        <Link
          to="/approvals/{-$approvalId}"
          params={{ approvalId: approval.replacedBy }}
          search={(search) => readApprovalsSearch({ ...search, tab: undefined, shown: undefined })}
          data-testid="replaced-by"
        >
          See what came of it
        </Link>
      )}
      <span className="sg-muted">{sending ? "on its way" : word.meaning}</span>
      {lost !== null && <strong data-testid="came-second">Your decision came second. {lost}</strong>}
      {approval.note !== null && approval.note !== "" && <span>“{visibleText(approval.note)}”</span>}
      {approved &&
        approval.how === "votes" &&
        approval.needed === 1 &&
        !approval.stepUp &&
        approval.voted &&
        !sending &&
        approval.viaGrant === null && <Likes approval={approval} />}
    </div>
  );
}

const lengths = [
  { minutes: 15, text: "15 minutes" },
  { minutes: 60, text: "1 hour" },
  { minutes: 480, text: "8 hours" },
  { minutes: 1440, text: "24 hours" },
];

function Likes({ approval }: { readonly approval: ApprovalDetail }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const like = useMutation({
    mutationFn: (minutes: number) => read(api.POST("/api/v1/approval-likes", { body: { approvalId: approval.id, minutes } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.approvals }),
  });
  if (like.data !== undefined)
    return (
      <span className={styles.end} data-testid="like-made">
        Likes are approved unseen; that ends <TimeAhead iso={like.data.until} past="now" />.{" "}
        <Link to="/settings/reviewing">See and revoke</Link>
      </span>
    );
  return (
    <>
      <Menu position="top-end">
        <Menu.Target>
          <Button size="compact-xs" variant="default" disabled={stale !== null} loading={like.isPending} data-testid="approve-likes">
            Approve likes of this for…
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label maw={340}>
            {approval.skillName}, rule {approval.rule}, {approval.tool === "" ? "no tools" : visibleText(approval.tool)}, to{" "}
            {visibleText(approval.destination)}. Approved unseen in your name; anyone who decides can revoke it.
          </Menu.Label>
          {lengths.map(({ minutes, text }) => (
            <Menu.Item key={minutes} onClick={() => like.mutate(minutes)} data-testid={`likes-${minutes}`}>
              {text}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {like.isError && <Problem error={like.error} />}
    </>
  );
}
