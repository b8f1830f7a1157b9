import type { ReactElement } from "react";
import { Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { IncidentDetail } from "#shared/api/types.ts";
import { sendOnEnter } from "#shared/keyboard/send-on-enter.ts";
import { useStale } from "#shared/live/live-context.ts";
import { incidentQuery } from "#shared/queries/incidents.ts";
import { keys } from "#shared/queries/keys.ts";
import { useMay } from "#shared/queries/roles.ts";
import { visibleText } from "#shared/text/segments.ts";
import { useDraft } from "#shared/text/use-draft.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./incidents.module.css";

/** Plain text that stays as it was written. */
export function IncidentNotes({ incident }: { readonly incident: IncidentDetail }): ReactElement {
  const acts = useMay("contain");
  return (
    <Card title="Notes">
      {incident.notes.map((note) => (
        <div key={note.id} className={styles.note} data-testid="incident-note">
          <small>
            <b>{note.authorName}</b> <TimeAgo iso={note.at} />
          </small>
          <p dir="auto">{visibleText(note.text)}</p>
        </div>
      ))}
      {acts && <NewNote incident={incident} />}
      {!acts && incident.notes.length === 0 && <div className={`${styles.foot ?? ""} sg-muted`}>Nobody has written one.</div>}
    </Card>
  );
}

function NewNote({ incident }: { readonly incident: IncidentDetail }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [text, setText] = useDraft(`note ${incident.id}`);
  const add = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/incidents/{incidentId}/notes", { params: { path: { incidentId: incident.id } }, body: { text: text.trim() } }),
      ),
    onSuccess: (changed) => {
      setText("");
      client.setQueryData(incidentQuery(incident.id).queryKey, changed);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.incidents }),
  });
  const blocked = stale ?? (text.trim() === "" ? "Write something first." : null);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (blocked === null && !add.isPending) add.mutate();
      }}
    >
      <Textarea
        aria-label="New note"
        placeholder="What you found, did, or told whom. A note cannot be changed."
        autosize
        minRows={2}
        maxRows={10}
        maxLength={10_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={sendOnEnter}
        data-testid="note-text"
      />
      {add.isError && <Problem error={add.error} />}
      <ActionButton type="submit" variant="default" blocked={blocked} loading={add.isPending} testId="add-note" shortcut="Control+Enter">
        Add note
      </ActionButton>
    </form>
  );
}
