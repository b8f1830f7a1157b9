import { useState, type ReactElement } from "react";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { ReviewerGroup } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { groupsQuery } from "#shared/queries/approvals.ts";
import { keys } from "#shared/queries/keys.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAhead } from "#shared/ui/time-text.tsx";
import { EditGroup } from "./edit-group.tsx";
import styles from "./reviewing.module.css";

/** Groups that rules ask by their names, and who of them is on call. */
export function Groups(): ReactElement {
  const admin = may(useSession(), "manage");
  const groups = useQuery(groupsQuery);
  const [open, setOpen] = useState<ReviewerGroup | "new" | null>(null);
  const items = groups.data ?? [];
  return (
    <Card
      title="Reviewer groups"
      aside={
        admin && (
          <Button size="compact-sm" data-testid="new-group" onClick={() => setOpen("new")}>
            Add a group
          </Button>
        )
      }
    >
      {groups.isPending && <LoadingRows rows={3} />}
      {groups.isError && <Problem error={groups.error} retry={() => void groups.refetch()} />}
      {groups.data !== undefined && items.length === 0 && (
        <Empty icon="person" title="Every reviewer is asked about everything">
          A rule asks a group with hold: reviewers: [its name]. Where nobody is in a group that a rule names, the administrators decide.
        </Empty>
      )}
      <ul className={pageStyles.rows} data-testid="groups">
        {items.map((group) => (
          <Group key={group.id} group={group} onEdit={admin ? () => setOpen(group) : null} />
        ))}
      </ul>
      {open !== null && <EditGroup group={open === "new" ? null : open} onClose={() => setOpen(null)} />}
    </Card>
  );
}

function Group({ group, onEdit }: { readonly group: ReviewerGroup; readonly onEdit: (() => void) | null }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const remove = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/reviewer-groups/{groupId}", { params: { path: { groupId: group.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.approvals }),
  });
  const name = (id: string): string => group.members.find((member) => member.id === id)?.name ?? id;
  const [now, ...next] = group.shifts;
  return (
    <li className={pageStyles.row} data-testid="group" data-name={group.name}>
      <div className={pageStyles.line}>
        <strong className="sg-mono">{group.name}</strong>
        <span className={`${pageStyles.grow ?? ""} sg-muted`}>
          {group.members.length === 0 ? "nobody" : group.members.map((member) => member.name).join(", ")}
        </span>
        {onEdit !== null && (
          <span>
            <Button variant="default" size="compact-xs" mr={4} onClick={onEdit} data-testid="edit-group">
              Edit
            </Button>
            <AskFirst
              act="Remove"
              warning="What waits for it goes to the other groups that its rule asks, or to the administrators."
              blocked={stale}
              pending={remove.isPending}
              onAct={() => remove.mutate()}
              testId="remove-group"
            />
          </span>
        )}
      </div>
      {group.schedule !== null && (
        <p className={styles.shifts} data-testid="on-call">
          {now === undefined ? (
            "Nobody is on call."
          ) : (
            <span>
              <Chip tone="live">on call</Chip> <b>{name(now.userId)}</b>
              {now.isOverride && " stands in"}, hands over <TimeAhead iso={now.until} past="now" />
            </span>
          )}
          {next.slice(0, 3).map((shift) => (
            <span key={shift.from}>
              <b>{name(shift.userId)}</b> <TimeAhead iso={shift.from} past="now" />
            </span>
          ))}
        </p>
      )}
      {remove.isError && <Problem error={remove.error} />}
    </li>
  );
}
