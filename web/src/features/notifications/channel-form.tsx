import { useState, type ReactElement } from "react";
import { Button, Checkbox, Group, Modal, Select, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { Channel } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { draftOf, saveOf } from "./channel-draft.ts";
import { ChannelFields } from "./channel-fields.tsx";
import { events, kinds, severities } from "./channel-words.ts";
import styles from "./notifications.module.css";

interface ChannelFormProps {
  /** What is changed, with its ETag; null when one is added. */
  readonly edited: { readonly channel: Channel; readonly etag: string } | null;
  readonly onClose: () => void;
}

export function ChannelForm({ edited, onClose }: ChannelFormProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [draft, setDraft] = useState(() => draftOf(edited?.channel ?? null));
  const save = useMutation({
    mutationFn: () =>
      edited === null
        ? read(api.POST("/api/v1/channels", { body: saveOf(draft) }))
        : read(
            api.PUT("/api/v1/channels/{channelId}", {
              params: { path: { channelId: edited.channel.id }, header: { "If-Match": edited.etag } },
              body: saveOf(draft),
            }),
          ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.notifications });
      onClose();
    },
  });
  const errors = save.isError ? toProblem(save.error).fields : {};
  return (
    <Modal opened onClose={onClose} title={edited === null ? "New channel" : edited.channel.name} size="lg">
      <form
        data-testid="channel-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap={12}>
          <div className={styles.pair}>
            <Select
              label="Kind"
              allowDeselect={false}
              disabled={edited !== null}
              data={kinds}
              value={draft.kind}
              error={errors.kind?.[0]}
              onChange={(kind) => setDraft({ ...draft, kind: kinds.find(({ value }) => value === kind)?.value ?? draft.kind })}
            />
            <TextInput
              label="Name"
              required
              data-autofocus
              value={draft.name}
              error={errors.name?.[0]}
              onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
            />
          </div>
          <ChannelFields draft={draft} channel={edited?.channel ?? null} errors={errors} onChange={setDraft} />
          <Checkbox.Group
            size="xs"
            label="Told of"
            value={[...draft.events]}
            error={errors.events?.[0]}
            onChange={(chosen) => setDraft({ ...draft, events: chosen })}
          >
            <Group gap={16} mt={4}>
              {events.map(({ value, label }) => (
                <Checkbox key={value} size="xs" value={value} label={label} />
              ))}
            </Group>
          </Checkbox.Group>
          <Select
            label="Severity"
            allowDeselect={false}
            data={severities}
            value={draft.leastSeverity}
            onChange={(severity) =>
              setDraft({ ...draft, leastSeverity: severities.find(({ value }) => value === severity)?.value ?? "low" })
            }
          />
          <div className={styles.pair}>
            <TagsInput
              size="xs"
              label="Rules"
              description="With *; empty for all"
              value={[...draft.rules]}
              error={errors.rules?.[0]}
              onChange={(rules) => setDraft({ ...draft, rules })}
            />
            <TagsInput
              size="xs"
              label="Labels of skills"
              description="One of them; empty for all"
              value={[...draft.labels]}
              error={errors.labels?.[0]}
              onChange={(labels) => setDraft({ ...draft, labels })}
            />
          </div>
          <Switch
            size="xs"
            label="Only where a rule's notify names this channel"
            checked={draft.namedOnly}
            onChange={(event) => setDraft({ ...draft, namedOnly: event.currentTarget.checked })}
          />
          <Switch
            size="xs"
            label="Send a masked line of the prompt"
            description="Else names alone: nothing of the prompt leaves"
            checked={draft.summary}
            onChange={(event) => setDraft({ ...draft, summary: event.currentTarget.checked })}
          />
          {save.isError && <Problem error={save.error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton type="submit" blocked={stale} loading={save.isPending} testId="channel-submit">
              {edited === null ? "Add channel" : "Save"}
            </ActionButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
