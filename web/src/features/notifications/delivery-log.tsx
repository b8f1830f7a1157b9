import type { ReactElement } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Channel, Message } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { messagesQuery } from "#shared/queries/notifications.ts";
import { useMay } from "#shared/queries/roles.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip, type Tone } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import styles from "./notifications.module.css";

const what: Readonly<Record<Message["event"], string>> = {
  waiting: "waits for a decision",
  voted: "has a first vote",
  escalated: "was escalated",
  decided: "was decided",
  ended: "ended undecided",
  locked: "was stopped",
  lifted: "may run again",
  incident: "incident",
};

const states: Readonly<Record<Message["state"], { readonly word: string; readonly tone: Tone }>> = {
  waiting: { word: "to send", tone: "wait" },
  sent: { word: "sent", tone: "live" },
  failed: { word: "given up", tone: "danger" },
  void: { word: "not needed", tone: "plain" },
};

/** What became of the newest messages of a channel, try by try. */
export function DeliveryLog({ channel }: { readonly channel: Channel }): ReactElement {
  const messages = useQuery(messagesQuery(channel.id));
  const items = messages.data ?? [];
  return (
    <Card title={`Sent to ${channel.name}`} aside={<span className="sg-muted">kept thirty days</span>}>
      {messages.isPending && <LoadingRows rows={4} />}
      {messages.isError && <Problem error={messages.error} retry={() => void messages.refetch()} />}
      {messages.data !== undefined && items.length === 0 && <Empty icon="outbox" title="Nothing was to be told yet" />}
      <ul className={pageStyles.rows} data-testid="messages">
        {items.map((message) => (
          <Row key={message.id} channelId={channel.id} message={message} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ channelId, message }: { readonly channelId: string; readonly message: Message }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const acts = useMay("manage");
  const retry = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/channels/{channelId}/messages/{notificationId}/retry", {
          params: { path: { channelId, notificationId: message.id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.notifications }),
  });
  const { word, tone } = states[message.state];
  return (
    <li className={pageStyles.row} data-testid="message" data-state={message.state}>
      <div className={styles.message}>
        <div className={pageStyles.line}>
          <Chip tone={tone}>{word}</Chip>
          <CopyId value={message.subject} />
          <span className={pageStyles.grow}>{what[message.event]}</span>
          <span className="sg-muted">
            <TimeAgo iso={message.at} />
          </span>
          {acts && message.state !== "sent" && message.state !== "void" && (
            <ActionButton
              size="compact-xs"
              variant="default"
              blocked={stale}
              loading={retry.isPending}
              testId="message-retry"
              onClick={() => retry.mutate()}
            >
              Send now
            </ActionButton>
          )}
        </div>
        {message.attempts.length > 0 && (
          <ol className={styles.tries}>
            {message.attempts.map((tried) => (
              <li key={tried.attempt}>
                <TimeAgo iso={tried.at} />: {visibleText(tried.answer)}
              </li>
            ))}
          </ol>
        )}
        {message.state === "waiting" && message.nextAt !== null && message.attempts.length > 0 && (
          <span className="sg-muted">
            Tried again <TimeAhead iso={message.nextAt} past="now" />
          </span>
        )}
        {retry.isError && <Problem error={retry.error} />}
      </div>
    </li>
  );
}
