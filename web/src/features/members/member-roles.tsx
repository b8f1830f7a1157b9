import { useState, type ReactElement } from "react";
import { Button, Checkbox, Group, Modal, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Member } from "#shared/api/types.ts";
import { FreshProblem } from "#shared/credentials/fresh-problem.tsx";
import { keys } from "#shared/queries/keys.ts";
import { rolesQuery, useBlocked } from "#shared/queries/roles.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { changeWords, roleName } from "./words.ts";

interface MemberRolesProps {
  readonly member: Member;
  readonly onClose: () => void;
}

/** Gives a person roles and takes them. Says what it does before it is done. */
export function MemberRoles({ member, onClose }: MemberRolesProps): ReactElement {
  const client = useQueryClient();
  const session = useSession();
  const blocked = useBlocked();
  const roles = useQuery(rolesQuery);
  const [chosen, setChosen] = useState<readonly string[]>(member.givenRoles);
  const [asked, setAsked] = useState(false);
  const change = changeWords(member.givenRoles, chosen);
  const save = useMutation({
    mutationFn: () =>
      read(
        api.PUT("/api/v1/members/{userId}/roles", {
          params: { path: { userId: member.id }, header: { "If-Match": `"${String(member.rolesVersion)}"` } },
          body: { roles: [...chosen] },
        }),
      ),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: keys.members }),
  });
  const mayGive = (permissions: readonly string[]): boolean => permissions.every((one) => session.permissions.some((own) => own === one));
  return (
    <Modal opened onClose={onClose} size="lg" title={`Roles of ${visibleText(member.displayName)}`}>
      <Stack gap={12} data-testid="member-roles">
        {roles.isPending && <LoadingRows rows={6} />}
        {roles.isError && <Problem error={roles.error} />}
        {(roles.data ?? []).map((role) => (
          <Checkbox
            key={role.name}
            label={roleName(role.name)}
            description={
              mayGive(role.permissions)
                ? visibleText(role.description)
                : "You may not do all of this yourself: somebody who may gives and takes it."
            }
            disabled={!mayGive(role.permissions) || (member.rolesKept && role.name !== "owner")}
            checked={chosen.includes(role.name)}
            data-testid={`role-${role.name}`}
            onChange={(event) => {
              setAsked(false);
              setChosen(event.currentTarget.checked ? [...chosen, role.name] : chosen.filter((name) => name !== role.name));
            }}
          />
        ))}
        {member.roles.some((role) => !member.givenRoles.includes(role)) && (
          <span className="sg-muted">
            Groups give{" "}
            {member.roles
              .filter((role) => !member.givenRoles.includes(role))
              .map(roleName)
              .join(", ")}{" "}
            as well: that is said under Directory.
          </span>
        )}
        {asked && (
          <span role="status">
            {visibleText(member.displayName)} {change}. It holds with their next request
            {chosen.length === 0 && member.roles.every((role) => member.givenRoles.includes(role))
              ? ", and they are signed out: nothing is left to them"
              : ""}
            .
          </span>
        )}
        {save.isError && <FreshProblem error={save.error} again={() => save.mutate()} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <ActionButton
            blocked={blocked ?? (change === "" ? "Nothing is changed." : null)}
            loading={save.isPending}
            testId="save-roles"
            onClick={() => (asked ? save.mutate() : setAsked(true))}
          >
            {asked ? "Change roles" : "Change roles…"}
          </ActionButton>
        </Group>
      </Stack>
    </Modal>
  );
}
