import { useState, type ReactElement } from "react";
import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Skill } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { skillQuery } from "#shared/queries/skills.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import styles from "./skills.module.css";

/** Ends a skill for good. */
export function RevokeSkill({ skill }: { readonly skill: Skill }): ReactElement | null {
  const client = useQueryClient();
  const stale = useStale();
  const admin = may(useSession(), "manage");
  const [reason, setReason] = useState("");
  const revoke = useMutation({
    mutationFn: () =>
      read(api.POST("/api/v1/skills/{skillId}/revoke", { params: { path: { skillId: skill.id } }, body: { reason: reason.trim() } })),
    onSuccess: (revoked) => client.setQueryData(skillQuery(skill.id).queryKey, revoked),
    onSettled: () => client.invalidateQueries({ queryKey: keys.skills }),
  });
  if (!admin || skill.status === "revoked") return null;
  return (
    <Card title="Revoke for good">
      <form
        className={`${styles.pad ?? ""} ${styles.row ?? ""}`}
        data-testid="revoke-skill"
        onSubmit={(event) => {
          event.preventDefault();
          revoke.mutate();
        }}
      >
        <TextInput
          className={styles.grow ?? ""}
          size="xs"
          aria-label="Why it is revoked"
          placeholder="Why: its calls are cut, and nothing brings it back. Its recordings stay."
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ActionButton
          type="submit"
          size="xs"
          color="red"
          variant="outline"
          blocked={reason.trim() === "" ? "Say why: the reason is kept and shown." : stale}
          loading={revoke.isPending}
          testId="revoke-skill-confirm"
        >
          Revoke skill
        </ActionButton>
      </form>
      {revoke.isError && <Problem error={revoke.error} />}
    </Card>
  );
}
