import { useState, type ReactElement } from "react";
import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { InvitedMember } from "#shared/api/types.ts";
import { FreshProblem } from "#shared/credentials/fresh-problem.tsx";
import { keys } from "#shared/queries/keys.ts";
import { rolesQuery, useBlocked } from "#shared/queries/roles.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { roleName } from "./words.ts";

interface InviteMemberProps {
  readonly onClose: () => void;
  readonly onInvited: (invited: InvitedMember) => void;
}

/** Asks somebody to join whom neither the directory nor an identity provider brings. */
export function InviteMember({ onClose, onInvited }: InviteMemberProps): ReactElement {
  const client = useQueryClient();
  const session = useSession();
  const blocked = useBlocked();
  const roles = useQuery(rolesQuery);
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const invite = useMutation({
    mutationFn: () =>
      read(api.POST("/api/v1/members/invitations", { body: { email: email.trim(), displayName: name.trim(), roles: [...chosen] } })),
    onSuccess: onInvited,
    onSettled: () => client.invalidateQueries({ queryKey: keys.memberInvitations }),
    gcTime: 0,
  });
  const fields = invite.isError ? toProblem(invite.error).fields : {};
  const mayGive = (permissions: readonly string[]): boolean => permissions.every((one) => session.permissions.some((own) => own === one));
  return (
    <Modal opened onClose={onClose} size="lg" title="Invite somebody">
      <form
        data-testid="invite-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (blocked === null && chosen.length > 0) invite.mutate();
        }}
      >
        <Stack gap={12}>
          <TextInput
            label="E-mail address"
            description="They sign in with it, and with a password that they choose"
            type="email"
            required
            data-autofocus
            value={email}
            error={fields.email?.[0]}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <TextInput
            label="Name"
            required
            value={name}
            error={fields.displayName?.[0]}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {roles.isPending && <LoadingRows rows={6} />}
          {roles.isError && <Problem error={roles.error} />}
          <Checkbox.Group label="Roles" value={[...chosen]} error={fields.roles?.[0]} onChange={setChosen}>
            <Stack gap={8} mt={8}>
              {(roles.data ?? []).map((role) => (
                <Checkbox
                  key={role.name}
                  value={role.name}
                  label={roleName(role.name)}
                  description={mayGive(role.permissions) ? visibleText(role.description) : "You may not do all of this yourself"}
                  disabled={!mayGive(role.permissions)}
                  data-testid={`invite-role-${role.name}`}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton
              type="submit"
              blocked={blocked ?? (chosen.length === 0 ? "Tick what they may do." : null)}
              loading={invite.isPending}
              testId="invite-submit"
            >
              Invite
            </ActionButton>
          </Group>
        </Stack>
      </form>
      {invite.isError && <FreshProblem error={invite.error} again={() => invite.mutate()} />}
    </Modal>
  );
}
