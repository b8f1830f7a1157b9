import { useState, type ReactElement } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Permission, Role } from "#shared/api/types.ts";
import { keys } from "#shared/queries/keys.ts";
import { permissionWords, rolesQuery, useBlocked } from "#shared/queries/roles.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Icon } from "#shared/ui/icon.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card, Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import settings from "#shared/ui/settings.module.css";
import styles from "./members.module.css";
import { RoleForm } from "./role-form.tsx";
import { roleName } from "./words.ts";

const permissions = Object.entries(permissionWords) as [Permission, (typeof permissionWords)[Permission]][];

/** What each role lets people do; the organisation's own are made and changed here. */
export function RolesPage(): ReactElement {
  const roles = useQuery(rolesQuery);
  const blocked = useBlocked();
  const [editing, setEditing] = useState<Role | "new" | null>(null);
  const own = (roles.data ?? []).filter(({ id }) => id !== null);
  const edit = (role: Role): void => setEditing(role);
  return (
    <Page
      title="Roles"
      tools={
        <ActionButton size="xs" blocked={blocked} testId="new-role" onClick={() => setEditing("new")}>
          Make a role
        </ActionButton>
      }
    >
      <div className={pageStyles.body}>
        <div className={styles.body}>
          {roles.isPending && <LoadingRows rows={8} />}
          {roles.isError && <Problem error={roles.error} retry={() => void roles.refetch()} />}
          {roles.data !== undefined && (
            <>
              <Card title="Roles that every organisation has">
                <Table items={roles.data.filter(({ id }) => id === null)} testId="built-in-roles" />
              </Card>
              <Card title="Roles of your own">
                {own.length === 0 && (
                  <div className={`${settings.pad ?? ""} sg-muted`}>
                    None yet. Make one where people should be able to do some of it and not the rest.
                  </div>
                )}
                {own.length > 0 && <Table items={own} testId="own-roles" onEdit={edit} />}
              </Card>
              <Card title="What each of these means">
                <ul className={settings.list}>
                  {permissions.map(([key, { name, what }]) => (
                    <li key={key}>
                      <b>{name}</b> <span className="sg-muted">{what}</span>
                    </li>
                  ))}
                </ul>
              </Card>
            </>
          )}
        </div>
      </div>
      {editing !== null && <RoleForm role={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

interface TableProps {
  readonly items: readonly Role[];
  readonly testId: string;
  readonly onEdit?: (role: Role) => void;
}

function Table({ items, testId, onEdit }: TableProps): ReactElement {
  return (
    <table className={cx(pageStyles.table, pageStyles.wideTable, styles.roles)} data-testid={testId}>
      <thead>
        <tr>
          <th scope="col">Role</th>
          {permissions.map(([key, { name, what }]) => (
            <th key={key} scope="col" title={what} className={styles.mark}>
              {name}
            </th>
          ))}
          <th scope="col" className={pageStyles.number}>
            People
          </th>
          {onEdit !== undefined && (
            <th scope="col">
              <span className="sg-hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {items.map((role) => (
          <tr key={role.name} data-testid="role">
            <td>
              <div className={styles.person}>
                <b>{roleName(role.name)}</b>
                <span className="sg-muted">{visibleText(role.description)}</span>
              </div>
            </td>
            {permissions.map(([key, { name }]) => (
              <td key={key} className={styles.mark}>
                {role.permissions.includes(key) && (
                  <>
                    <Icon name="check" size={14} />
                    <span className="sg-hidden">{name}</span>
                  </>
                )}
              </td>
            ))}
            <td className={pageStyles.number}>{role.members.toLocaleString("en")}</td>
            {onEdit !== undefined && (
              <td className={pageStyles.number}>
                <Acts role={role} onEdit={() => onEdit(role)} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Acts({ role, onEdit }: { readonly role: Role; readonly onEdit: () => void }): ReactElement {
  const client = useQueryClient();
  const blocked = useBlocked();
  const remove = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/roles/{roleId}", { params: { path: { roleId: role.id ?? "" } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.roles }),
  });
  return (
    <>
      {remove.isError && <Problem error={remove.error} />}
      <AskFirst
        act="Remove"
        warning="Policies that ask for it are decided by nobody."
        blocked={blocked}
        pending={remove.isPending}
        onAct={() => remove.mutate()}
        testId="remove-role"
      >
        <ActionButton size="compact-xs" variant="default" blocked={blocked} testId="edit-role" onClick={onEdit}>
          Edit
        </ActionButton>
      </AskFirst>
    </>
  );
}
