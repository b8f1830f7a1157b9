import { useState, type ReactElement } from "react";
import { Button, Group as Row, Modal, MultiSelect, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { ReviewerGroup } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { grantsQuery } from "#shared/queries/partners.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { membersQuery } from "#shared/queries/settings.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { emptyPlan, planOf, scheduleOf } from "./on-call-plan.ts";
import { OnCallFields } from "./on-call-fields.tsx";

interface EditGroupProps {
  /** Null for a new one. */
  readonly group: ReviewerGroup | null;
  readonly onClose: () => void;
}

export function EditGroup({ group, onClose }: EditGroupProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const { organisation } = useSession();
  const members = useQuery(membersQuery).data ?? [];
  const grants = useQuery(grantsQuery).data ?? [];
  const [name, setName] = useState(group?.name ?? "");
  const [chosen, setChosen] = useState<readonly string[]>(group?.members.map(({ id }) => id) ?? []);
  const [plan, setPlan] = useState(() => (group?.schedule ? planOf(group.schedule) : null));
  const people = members.filter(({ roles }) => roles.length > 0).map(({ id, displayName }) => ({ value: id, label: displayName }));
  const partners = new Map(
    grants.filter((grant) => grant.live && grant.organisationId === organisation.id).map((grant) => [grant.partnerId, grant.partnerName]),
  );
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), members: [...chosen], schedule: plan === null ? null : scheduleOf(plan) };
      return group === null
        ? read(api.POST("/api/v1/reviewer-groups", { body }))
        : read(
            api.PUT("/api/v1/reviewer-groups/{groupId}", {
              params: { path: { groupId: group.id }, header: { "If-Match": `"${group.version}"` } },
              body,
            }),
          );
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.approvals });
      onClose();
    },
  });
  const fields = save.isError ? toProblem(save.error).fields : {};
  return (
    <Modal opened onClose={onClose} title={group === null ? "New group" : `Group ${group.name}`} size="lg">
      <form
        data-testid="group-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (stale === null) save.mutate();
        }}
      >
        <Stack gap={12}>
          <TextInput
            label="Name"
            description="As rules write it under hold: reviewers"
            required
            data-autofocus
            value={name}
            error={fields.name?.[0]}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <MultiSelect
            label="Members"
            description="People, and partners: then any of their reviewers"
            searchable
            data={[
              { group: "People", items: people },
              ...(partners.size === 0
                ? []
                : [{ group: "Partners", items: [...partners].map(([value, label]) => ({ value, label: `${label} (partner)` })) }]),
            ]}
            value={[...chosen]}
            error={fields.members?.[0]}
            onChange={setChosen}
            data-testid="group-members"
          />
          <Switch
            label="On call: one of them is told first"
            checked={plan !== null}
            onChange={(event) => setPlan(event.currentTarget.checked ? emptyPlan(chosen.filter((id) => id.startsWith("usr_"))) : null)}
          />
          {plan !== null && (
            <OnCallFields
              plan={plan}
              people={people.filter(({ value }) => chosen.includes(value))}
              error={fields.schedule?.[0]}
              onChange={setPlan}
            />
          )}
          <Text size="xs" c="dimmed">
            Everyone in the group may decide at any time. Who is on call is told first; all of them are told where nobody is, and when it
            escalates.
          </Text>
          {save.isError && <Problem error={save.error} />}
          <Row justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton type="submit" blocked={stale} loading={save.isPending} testId="group-save">
              Save
            </ActionButton>
          </Row>
        </Stack>
      </form>
    </Modal>
  );
}
