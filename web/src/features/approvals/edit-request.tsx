import { useState, type ReactElement } from "react";
import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { useDraft } from "#shared/text/use-draft.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { readEdits } from "./edit-draft.ts";
import { editableTexts } from "./editable-texts.ts";
import { useEdit } from "./use-decide.ts";

const shownAtFirst = 3;

interface EditRequestProps {
  readonly approval: ApprovalDetail;
  readonly onClose: () => void;
}

/** Changes texts of a held request. What comes of it is held anew, and approved or denied as what it is then. */
export function EditRequest({ approval, onClose }: EditRequestProps): ReactElement {
  const stale = useStale();
  const [texts] = useState(() => editableTexts(approval.view));
  const [kept, keep] = useDraft(`edit ${approval.id}`);
  const changed = readEdits(kept);
  const [all, setAll] = useState(false);
  const edit = useEdit(approval);
  const edits = texts.flatMap(({ pointer, text }) => {
    const now = changed[pointer];
    return now === undefined || now === text ? [] : [{ pointer, text: now }];
  });
  const done = (): void => {
    keep("");
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title="Change the request" size="xl" closeOnClickOutside={false}>
      <Stack gap={12}>
        <Text size="sm" c="dimmed">
          Labels such as [EMAIL_7KQ2] stand for the values that they were made of; the gateway puts those back. What you make of it is shown
          and decided anew, with a digest of its own; somebody else than you approves it.
        </Text>
        {(all ? texts : texts.slice(0, shownAtFirst)).map(({ pointer, name, text }) => (
          <Textarea
            key={pointer}
            label={name}
            autosize
            minRows={2}
            maxRows={14}
            styles={{ input: { fontFamily: "var(--sg-mono)", fontSize: 13 } }}
            data-testid="edit-text"
            value={changed[pointer] ?? text}
            onChange={(event) => {
              const { value } = event.currentTarget;
              keep(JSON.stringify({ ...changed, [pointer]: value }));
            }}
          />
        ))}
        {!all && texts.length > shownAtFirst && (
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
            Show {texts.length - shownAtFirst} more
          </Button>
        )}
        {texts.length === 0 && <Text size="sm">Nothing in it is a text that can be changed.</Text>}
        {edit.isError && <Problem error={edit.error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={done}>
            Cancel
          </Button>
          <ActionButton
            blocked={stale ?? (edits.length === 0 ? "Nothing is changed yet." : null)}
            loading={edit.isPending}
            testId="edit-submit"
            onClick={() => edit.mutate(edits, { onSuccess: done })}
          >
            Hold what I made of it
          </ActionButton>
        </Group>
      </Stack>
    </Modal>
  );
}
