import { useState, type ReactElement } from "react";
import { Group, NumberInput, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { policyCommentsQuery } from "#shared/queries/policies.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./policies.module.css";

interface PolicyCommentsProps {
  readonly policyId: string;
  readonly version: number;
  readonly admin: boolean;
}

/** What is said of a version, of the whole or of a line. */
export function PolicyComments({ policyId, version, admin }: PolicyCommentsProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const comments = useQuery(policyCommentsQuery(policyId, version));
  const [text, setText] = useState("");
  const [line, setLine] = useState<number | null>(null);
  const add = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/policies/{policyId}/versions/{version}/comments", {
          params: { path: { policyId, version } },
          body: { text: text.trim(), line },
        }),
      ),
    onSuccess: () => {
      setText("");
      setLine(null);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.policies }),
  });
  return (
    <section aria-label="Comments" className={styles.comments}>
      <ul data-testid="policy-comments">
        {(comments.data ?? []).map((comment) => (
          <li key={comment.id}>
            <b>{comment.authorName}</b>{" "}
            <span className="sg-muted">
              {comment.line !== null && <>line {comment.line}, </>}
              <TimeAgo iso={comment.at} />
            </span>
            <p>{visibleText(comment.text)}</p>
          </li>
        ))}
      </ul>
      {comments.isError && <Problem error={comments.error} />}
      {admin && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate();
          }}
        >
          <Group gap={8} wrap="nowrap" align="start">
            <Textarea
              size="xs"
              className={styles.grow ?? ""}
              aria-label="Comment"
              placeholder="Say something about this version"
              autosize
              minRows={1}
              maxRows={6}
              maxLength={2000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <NumberInput
              size="xs"
              w={84}
              aria-label="Line"
              placeholder="line"
              min={1}
              allowDecimal={false}
              value={line ?? ""}
              onChange={(value) => setLine(typeof value === "number" ? value : null)}
            />
            <ActionButton
              type="submit"
              variant="default"
              blocked={stale ?? (text.trim() === "" ? "Write something first." : null)}
              loading={add.isPending}
              testId="comment-policy"
            >
              Comment
            </ActionButton>
          </Group>
        </form>
      )}
      {add.isError && <Problem error={add.error} />}
    </section>
  );
}
