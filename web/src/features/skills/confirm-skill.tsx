import type { ReactElement } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Skill } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { skillQuery } from "#shared/queries/skills.ts";
import { useSeconds } from "#shared/time/clock.ts";
import { secondsOf } from "#shared/time/format.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAhead } from "#shared/ui/time-text.tsx";
import styles from "./skills.module.css";

const noticeSeconds = 30 * 24 * 3600;

/** Asks the owner whether the skill is still needed, from a month before it would be suspended. */
export function ConfirmSkill({ skill }: { readonly skill: Skill }): ReactElement | null {
  const client = useQueryClient();
  const session = useSession();
  const stale = useStale();
  const now = useSeconds();
  const confirm = useMutation({
    mutationFn: () => read(api.POST("/api/v1/skills/{skillId}/confirm", { params: { path: { skillId: skill.id } } })),
    onSuccess: (confirmed) => client.setQueryData(skillQuery(skill.id).queryKey, confirmed),
    onSettled: () => client.invalidateQueries({ queryKey: keys.skills }),
  });
  if (skill.status === "revoked" || secondsOf(skill.confirmBy) - now > noticeSeconds) return null;
  return (
    <Card title="Is it still needed?">
      <div className={`${styles.pad ?? ""} ${styles.row ?? ""}`} data-testid="confirm-card">
        <span className={styles.grow}>
          {skill.status === "suspended" ? (
            <>Nobody confirmed this skill in time, so it is suspended. It goes on when {skill.owner.name} confirms it.</>
          ) : (
            <>
              {skill.owner.name} must confirm this skill, or it is suspended: <TimeAhead iso={skill.confirmBy} past="overdue" />.
            </>
          )}
        </span>
        <ActionButton
          blocked={session.user.id === skill.owner.id ? stale : `Only ${skill.owner.name}, its owner, confirms it.`}
          loading={confirm.isPending}
          onClick={() => confirm.mutate()}
          testId="confirm-skill"
        >
          It is still needed
        </ActionButton>
      </div>
      {confirm.isError && <Problem error={confirm.error} />}
    </Card>
  );
}
