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

/** Asks the owner whether the skill is still needed, from a month before it would be suspended, or since an owner left it. */
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
  const { owner, leftBy } = skill;
  if (skill.status === "revoked" || (leftBy === null && secondsOf(skill.confirmBy) - now > noticeSeconds)) return null;
  const another =
    leftBy === owner.id ? `${owner.name} left it. Whoever gets it confirms it.` : `Only ${owner.name}, its owner, confirms it.`;
  return (
    <Card title="Is it still needed?">
      <div className={`${styles.pad ?? ""} ${styles.row ?? ""}`} data-testid="confirm-card">
        <span className={styles.grow}>
          {leftBy === owner.id ? (
            <>{owner.name} has left, so this skill is suspended. It goes on when it is given to somebody else, who confirms it.</>
          ) : leftBy !== null ? (
            <>Who owned this skill has left, so it is suspended. It goes on, with new keys, when {owner.name} confirms it.</>
          ) : skill.status === "suspended" ? (
            <>Nobody confirmed this skill in time, so it is suspended. It goes on when {owner.name} confirms it.</>
          ) : (
            <>
              {owner.name} must confirm this skill, or it is suspended: <TimeAhead iso={skill.confirmBy} past="overdue" />.
            </>
          )}
        </span>
        <ActionButton
          blocked={session.user.id === owner.id && leftBy !== owner.id ? stale : another}
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
