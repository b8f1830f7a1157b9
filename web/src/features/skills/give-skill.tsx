import { useState, type ReactElement } from "react";
import { Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Skill } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { membersQuery } from "#shared/queries/settings.ts";
import { skillQuery } from "#shared/queries/skills.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import styles from "./skills.module.css";

/** Makes somebody else answer for a skill. */
export function GiveSkill({ skill }: { readonly skill: Skill }): ReactElement | null {
  const client = useQueryClient();
  const stale = useStale();
  const manages = may(useSession(), "manage");
  const members = useQuery({ ...membersQuery, enabled: manages }).data ?? [];
  const [owner, setOwner] = useState<string | null>(null);
  const give = useMutation({
    mutationFn: (ownerUserId: string) =>
      read(
        api.PATCH("/api/v1/skills/{skillId}", {
          params: { path: { skillId: skill.id }, header: { "If-Match": `"${skill.version}"` } },
          body: { ownerUserId },
        }),
      ),
    onSuccess: (given) => client.setQueryData(skillQuery(skill.id).queryKey, given),
    onSettled: () => client.invalidateQueries({ queryKey: keys.skills }),
  });
  if (!manages || skill.status === "revoked") return null;
  return (
    <Card title="Give it to somebody else">
      <form
        className={`${styles.pad ?? ""} ${styles.row ?? ""}`}
        data-testid="give-skill"
        onSubmit={(event) => {
          event.preventDefault();
          if (owner !== null) give.mutate(owner);
        }}
      >
        <Select
          className={styles.grow ?? ""}
          size="xs"
          searchable
          aria-label="Who gets it"
          placeholder="Who answers for it from now on"
          data={members
            .filter(({ id, status }) => status === "active" && id !== skill.owner.id)
            .map(({ id, displayName }) => ({ value: id, label: visibleText(displayName) }))}
          value={owner}
          onChange={setOwner}
        />
        <ActionButton
          type="submit"
          size="xs"
          variant="default"
          blocked={owner === null ? "Choose who gets it." : stale}
          loading={give.isPending}
          testId="give-skill-submit"
        >
          Give it
        </ActionButton>
      </form>
      {give.isError && <Problem error={give.error} />}
    </Card>
  );
}
