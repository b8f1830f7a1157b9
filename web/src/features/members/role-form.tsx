import { useState, type ReactElement } from "react";
import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { Permission, Role } from "#shared/api/types.ts";
import { FreshProblem } from "#shared/credentials/fresh-problem.tsx";
import { keys } from "#shared/queries/keys.ts";
import { permissionWords, useBlocked } from "#shared/queries/roles.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import styles from "./members.module.css";

interface RoleFormProps {
  readonly role: Role | null;
  readonly onClose: () => void;
}

const given = (Object.keys(permissionWords) as Permission[]).filter((permission) => permission !== "own");

/** Makes a role by ticking what it lets people do, or changes one for everybody who has it. */
export function RoleForm({ role, onClose }: RoleFormProps): ReactElement {
  const client = useQueryClient();
  const session = useSession();
  const blocked = useBlocked();
  const [name, setName] = useState(role?.name ?? "");
  const [description, setDescription] = useState(role?.description ?? "");
  const [permissions, setPermissions] = useState<readonly Permission[]>(role?.permissions ?? ["read"]);
  const save = useMutation({
    mutationFn: () => {
      const body = { description: description.trim(), permissions: [...permissions] };
      return role?.id == null
        ? read(api.POST("/api/v1/roles", { body: { ...body, name: name.trim() } }))
        : read(
            api.PUT("/api/v1/roles/{roleId}", {
              params: { path: { roleId: role.id }, header: { "If-Match": `"${String(role.version)}"` } },
              body,
            }),
          );
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.roles });
      onClose();
    },
  });
  const fields = save.isError ? toProblem(save.error).fields : {};
  return (
    <Modal opened onClose={onClose} size="lg" title={role === null ? "Make a role" : `Change ${role.name}`}>
      <form
        data-testid="role-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (blocked === null) save.mutate();
        }}
      >
        <Stack gap={12}>
          <TextInput
            label="Name"
            description={
              role === null
                ? "Small letters, digits, - and _. It never changes: policies and groups say it"
                : "It never changes: policies and groups say it"
            }
            placeholder="night-shift"
            required
            data-autofocus
            readOnly={role !== null}
            value={name}
            error={fields.name?.[0]}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="What it is for"
            required
            value={description}
            error={fields.description?.[0]}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Checkbox.Group
            label="What it lets people do"
            value={[...permissions]}
            error={fields.permissions?.[0]}
            onChange={(ticked) => setPermissions(given.filter((permission) => ticked.includes(permission)))}
          >
            <div className={styles.ticks} style={{ marginTop: 8 }}>
              {given.map((permission) => {
                const may = session.permissions.includes(permission);
                return (
                  <Checkbox
                    key={permission}
                    value={permission}
                    label={permissionWords[permission].name}
                    description={may ? permissionWords[permission].what : "You may not do this yourself"}
                    disabled={!may}
                    data-testid={`permission-${permission}`}
                  />
                );
              })}
            </div>
          </Checkbox.Group>
          {role !== null && role.members > 0 && (
            <span className="sg-muted">
              {role.members === 1 ? "One person has" : `${role.members.toLocaleString("en")} people have`} this role: a change holds for
              them with their next request.
            </span>
          )}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton
              type="submit"
              blocked={blocked ?? (permissions.length === 0 ? "Tick what it lets people do." : null)}
              loading={save.isPending}
              testId="role-submit"
            >
              {role === null ? "Make role" : "Save"}
            </ActionButton>
          </Group>
        </Stack>
      </form>
      {save.isError && <FreshProblem error={save.error} again={() => save.mutate()} />}
    </Modal>
  );
}
