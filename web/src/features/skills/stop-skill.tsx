import type { ReactElement } from "react";
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Skill } from "#shared/api/types.ts";
import { sendOnEnter } from "#shared/keyboard/send-on-enter.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { skillQuery, stopPreviewQuery } from "#shared/queries/skills.ts";
import { useDraft } from "#shared/text/use-draft.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import styles from "./skills.module.css";

const refreshMs = 2_000;

/** Says in numbers what a stop does, and does it. */
export function StopSkill({ skill, onClose }: { readonly skill: Skill; readonly onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [reason, setReason] = useDraft(`stop ${skill.id}`);
  const preview = useQuery({ ...stopPreviewQuery(skill.id), refetchInterval: refreshMs });
  const stop = useMutation({
    mutationFn: () =>
      read(api.POST("/api/v1/skills/{skillId}/stop", { params: { path: { skillId: skill.id } }, body: { reason: reason.trim() } })),
    onSuccess: (stopped) => {
      setReason("");
      client.setQueryData(skillQuery(skill.id).queryKey, stopped);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.skills }),
  });
  const blocked = reason.trim() === "" ? "Say why: the reason is kept and shown." : stale;

  return (
    <form
      className={styles.stop}
      data-testid="stop-panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (blocked === null && !stop.isPending) stop.mutate();
      }}
    >
      <h3>Stopping {skill.name}, in every region at once:</h3>
      {preview.isError && <Problem error={preview.error} />}
      <ul className={styles.numbers} data-testid="stop-preview">
        <li>
          <b>{preview.data?.openStreams ?? "…"}</b> {preview.data?.openStreams === 1 ? "open call is cut" : "open calls are cut"}
        </li>
        <li>
          <b>{preview.data?.heldRequests ?? "…"}</b>{" "}
          {preview.data?.heldRequests === 1 ? "held request is dropped" : "held requests are dropped"}
        </li>
        <li>
          <b>{preview.data?.activeKeys ?? "…"}</b>{" "}
          {preview.data?.activeKeys === 1 ? "key stops working; new calls are refused" : "keys stop working; new calls are refused"}
        </li>
      </ul>
      <div className="sg-muted">Resume lets it call again with the same keys.</div>
      {stop.isError && <Problem error={stop.error} />}
      <div className={styles.row}>
        <TextInput
          className={styles.grow ?? ""}
          label="Reason"
          placeholder="What happened"
          maxLength={500}
          data-autofocus
          ref={focus}
          data-testid="stop-reason"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") onClose();
            sendOnEnter(event);
          }}
        />
        <Button variant="default" onClick={onClose}>
          Keep it running
        </Button>
        <ActionButton color="red" type="submit" blocked={blocked} loading={stop.isPending} testId="stop-confirm" shortcut="Control+Enter">
          Stop skill
        </ActionButton>
      </div>
    </form>
  );
}

function focus(input: HTMLInputElement | null): void {
  input?.focus();
}
