import { useEffect, useRef, type ReactElement } from "react";
import { Group, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { sendOnEnter } from "#shared/keyboard/send-on-enter.ts";
import { useStale } from "#shared/live/live-context.ts";
import { messagesQuery } from "#shared/queries/approvals.ts";
import { leftAfter } from "#shared/text/left-after.ts";
import { visibleText } from "#shared/text/segments.ts";
import { useDraft } from "#shared/text/use-draft.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./approvals.module.css";

/** What reviewers and the skill's owner say to each other; kept with the approval. */
export function ApprovalThread({ approval }: { readonly approval: ApprovalDetail }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const query = messagesQuery(approval.id);
  const messages = useQuery(query);
  const [text, setText] = useDraft(`question ${approval.id}`);
  const input = useRef<HTMLTextAreaElement>(null);
  const say = useMutation({
    mutationFn: (sent: string) =>
      read(
        api.POST("/api/v1/approvals/{approvalId}/messages", {
          params: { path: { approvalId: approval.id } },
          body: { text: sent },
        }),
      ),
    onSuccess: (page, sent) => {
      setText(leftAfter(sent, text.trimStart()));
      client.setQueryData(query.queryKey, page);
    },
  });
  useEffect(() => input.current?.focus(), []);
  const items = messages.data ?? [];
  return (
    <Card title="Questions and answers" aside={<span className="sg-muted">owner {approval.ownerName}</span>}>
      {messages.isPending && <LoadingRows rows={2} height={40} />}
      {messages.isError && <Problem error={messages.error} retry={() => void messages.refetch()} />}
      {messages.data !== undefined && items.length === 0 && (
        <Empty icon="person" title="Nothing is asked yet">
          The owner of the skill and everyone who reviews this request read what is written here, as it is written.
        </Empty>
      )}
      <ul className={styles.thread} data-testid="thread">
        {items.map((message) => (
          <li key={message.id} data-owner={message.isOwner ? "" : undefined}>
            <div className={styles.sub}>
              <strong>{message.authorName}</strong>
              {message.isOwner && <Chip tone="accent">owner</Chip>}
              {message.byOrganisation !== approval.organisationId && <Chip>partner</Chip>}
              <TimeAgo iso={message.at} />
            </div>
            <p>{visibleText(message.text)}</p>
          </li>
        ))}
      </ul>
      {approval.canSay && (
        <form
          className={styles.say}
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== "" && stale === null && !say.isPending) say.mutate(text.trim());
          }}
        >
          <Textarea
            ref={input}
            aria-label="Message"
            placeholder={approval.isOwner ? "Answer the reviewers" : "Ask the owner"}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={4000}
            data-testid="thread-text"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") event.currentTarget.blur();
              sendOnEnter(event);
            }}
          />
          {say.isError && <Problem error={say.error} />}
          <Group justify="flex-end">
            <ActionButton
              type="submit"
              size="xs"
              blocked={stale ?? (text.trim() === "" ? "Write something." : null)}
              loading={say.isPending}
              testId="thread-send"
            >
              Send
            </ActionButton>
          </Group>
        </form>
      )}
    </Card>
  );
}
