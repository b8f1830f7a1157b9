import { useState, type ReactElement } from "react";
import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import { problemOf } from "#shared/api/problem.ts";
import type { Channel } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { channelsQuery } from "#shared/queries/notifications.ts";
import { useMay } from "#shared/queries/roles.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { draftOf, saveOf } from "./channel-draft.ts";
import { ChannelForm } from "./channel-form.tsx";
import { kindLabel, leadsTo, toldOf } from "./channel-words.ts";
import styles from "./notifications.module.css";

export interface Edited {
  readonly channel: Channel;
  readonly etag: string;
}

async function readForEdit(channelId: string): Promise<Edited> {
  const { data, error, response } = await api.GET("/api/v1/channels/{channelId}", { params: { path: { channelId } } });
  if (data === undefined) throw problemOf(response.status, error);
  return { channel: data, etag: response.headers.get("etag") ?? "" };
}

/** Ways by which people of the organisation are told. */
export function Channels({ selected }: { readonly selected: string | undefined }): ReactElement {
  const acts = useMay("manage");
  const channels = useQuery(channelsQuery);
  const [edited, setEdited] = useState<Edited | "new" | null>(null);
  const items = channels.data ?? [];
  return (
    <Card
      title="Channels"
      aside={
        acts && (
          <Button size="compact-xs" data-testid="new-channel" onClick={() => setEdited("new")}>
            Add a channel
          </Button>
        )
      }
    >
      {channels.isPending && <LoadingRows rows={4} />}
      {channels.isError && <Problem error={channels.error} retry={() => void channels.refetch()} />}
      {channels.data !== undefined && items.length === 0 && (
        <Empty icon="bell" title="Nobody is told outside of the portal">
          A channel is told of requests that wait, and of how they end: by e-mail, Slack, Teams, PagerDuty or a signed webhook.
        </Empty>
      )}
      <ul className={pageStyles.rows} data-testid="channels">
        {items.map((channel) => (
          <Row key={channel.id} channel={channel} selected={channel.id === selected} onEdit={setEdited} />
        ))}
      </ul>
      {edited !== null && <ChannelForm edited={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </Card>
  );
}

interface RowProps {
  readonly channel: Channel;
  readonly selected: boolean;
  readonly onEdit: (edited: Edited) => void;
}

function Row({ channel, selected, onEdit }: RowProps): ReactElement {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stale = useStale();
  const acts = useMay("manage");
  const refresh = () => client.invalidateQueries({ queryKey: keys.notifications });
  const path = { params: { path: { channelId: channel.id } } };
  const test = useMutation({ mutationFn: () => read(api.POST("/api/v1/channels/{channelId}/test", path)), onSuccess: refresh });
  const edit = useMutation({ mutationFn: () => readForEdit(channel.id), onSuccess: onEdit });
  const pause = useMutation({
    mutationFn: async () => {
      const now = await readForEdit(channel.id);
      const body = saveOf({ ...draftOf(now.channel), enabled: !channel.enabled });
      return read(
        api.PUT("/api/v1/channels/{channelId}", { params: { path: { channelId: channel.id }, header: { "If-Match": now.etag } }, body }),
      );
    },
    onSuccess: refresh,
  });
  const remove = useMutation({ mutationFn: () => read(api.DELETE("/api/v1/channels/{channelId}", path)), onSuccess: refresh });
  const failed = [test, edit, pause, remove].find(({ isError }) => isError)?.error;
  const show = () => void navigate({ to: "/settings/notifications", search: selected ? {} : { channel: channel.id } });
  return (
    <li className={pageStyles.row} data-selected={selected ? "" : undefined} data-testid="channel" data-sent={channel.sentAt ?? ""}>
      <div className={styles.channel}>
        <div className={styles.names}>
          <strong>{visibleText(channel.name)}</strong>
          <Chip>{kindLabel(channel.kind)}</Chip>
          <State channel={channel} />
          {test.data !== undefined && (
            <span className="sg-muted" data-testid="channel-tested">
              test: {visibleText(test.data.error ?? "taken")}
            </span>
          )}
        </div>
        <Group gap={4} wrap="nowrap">
          <Button size="compact-xs" variant="default" aria-pressed={selected} data-testid="channel-log" onClick={show}>
            Log
          </Button>
          {acts && (
            <AskFirst
              act="Remove"
              warning="Nobody is told over it any more."
              blocked={stale}
              pending={remove.isPending}
              onAct={() => remove.mutate()}
              testId="channel-remove"
            >
              <Act label="Test" act={test} stale={stale} testId="channel-test" />
              <Act label="Edit" act={edit} stale={stale} testId="channel-edit" />
              <Act label={channel.enabled ? "Pause" : "Go on"} act={pause} stale={stale} testId="channel-pause" />
            </AskFirst>
          )}
        </Group>
        <div className={styles.about}>
          <span className="sg-mono">{visibleText(leadsTo(channel))}</span>
          <br />
          Told of {visibleText(toldOf(channel))}
        </div>
      </div>
      {failed !== undefined && <Problem error={failed} />}
    </li>
  );
}

function State({ channel }: { readonly channel: Channel }): ReactElement {
  if (!channel.enabled) return <Chip>paused</Chip>;
  if (channel.error !== null)
    return (
      <Chip tone="danger" title={channel.error}>
        failing
      </Chip>
    );
  return (
    <>
      <Chip tone="live">working</Chip>
      {channel.waiting > 0 && <Chip tone="wait">{channel.waiting} to send</Chip>}
      {channel.failed > 0 && <Chip tone="danger">{channel.failed} given up</Chip>}
      {channel.sentAt !== null && (
        <span className="sg-muted">
          sent <TimeAgo iso={channel.sentAt} />
        </span>
      )}
    </>
  );
}

interface ActProps {
  readonly label: string;
  readonly act: { readonly isPending: boolean; readonly mutate: () => void };
  readonly stale: string | null;
  readonly testId: string;
}

function Act({ label, act, stale, testId }: ActProps): ReactElement {
  return (
    <ActionButton size="compact-xs" variant="default" blocked={stale} loading={act.isPending} testId={testId} onClick={() => act.mutate()}>
      {label}
    </ActionButton>
  );
}
