import type { ReactElement } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import type { Like } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { likesQuery } from "#shared/queries/approvals.ts";
import { keys } from "#shared/queries/keys.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAhead } from "#shared/ui/time-text.tsx";
import styles from "./reviewing.module.css";

/** What is approved unseen, for a while. */
export function Likes(): ReactElement {
  const likes = useQuery(likesQuery);
  const items = likes.data ?? [];
  return (
    <Card title="Approved unseen" aside={<Chip tone={items.length > 0 ? "wait" : "plain"}>{items.length} in force</Chip>}>
      {likes.isPending && <LoadingRows rows={2} />}
      {likes.isError && <Problem error={likes.error} retry={() => void likes.refetch()} />}
      {likes.data !== undefined && items.length === 0 && (
        <Empty icon="approvals" title="Everything that is held waits for a person">
          Who approves a request can approve likes of it for a while: of the same skill and rule, with the same tools, to the same
          destination.
        </Empty>
      )}
      <ul className={pageStyles.rows} data-testid="likes">
        {items.map((like) => (
          <One key={like.id} like={like} />
        ))}
      </ul>
    </Card>
  );
}

function One({ like }: { readonly like: Like }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const decides = may(useSession(), "decide");
  const revoke = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/approval-likes/{likeId}", { params: { path: { likeId: like.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.approvals }),
  });
  return (
    <li className={pageStyles.row} data-testid="like">
      <div className={pageStyles.line}>
        <strong>{like.skillName}</strong>
        <span className="sg-muted">
          <Link to="/approvals/{-$approvalId}" params={{ approvalId: like.approvalId }} search={{}}>
            as {like.createdByName} approved
          </Link>
          , ends <TimeAhead iso={like.until} past="now" />, used {like.uses === 1 ? "once" : `${String(like.uses)} times`}
        </span>
        {decides && (
          <ActionButton
            variant="outline"
            color="red"
            size="compact-xs"
            blocked={stale}
            loading={revoke.isPending}
            testId="revoke-like"
            onClick={() => revoke.mutate()}
          >
            Revoke
          </ActionButton>
        )}
      </div>
      <dl className={styles.binding}>
        <dt>Rule</dt>
        <dd>
          {like.rule}, version {like.policyVersion}
          {like.stage === "tool_use" && ", tool calls"}
        </dd>
        <dt>Tools</dt>
        <dd className="sg-mono">{like.tool === "" ? "none" : visibleText(like.tool)}</dd>
        <dt>To</dt>
        <dd className="sg-mono">{visibleText(like.destination)}</dd>
      </dl>
      {revoke.isError && <Problem error={revoke.error} />}
    </li>
  );
}
