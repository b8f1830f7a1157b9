import { useState, type ReactElement } from "react";
import { MultiSelect, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { CreatedToken, Directory, DirectoryGroup } from "#shared/api/types.ts";
import { FreshProblem } from "#shared/credentials/fresh-problem.tsx";
import { keys } from "#shared/queries/keys.ts";
import { directoryGroupsQuery, directoryQuery } from "#shared/queries/offboarding.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { useBlocked, useMappedRoles } from "#shared/queries/roles.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { AskFirst } from "#shared/ui/ask-first.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card, Facts, Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { CopyValue, ShownOnce } from "#shared/ui/shown-once.tsx";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import { useMade } from "#shared/ui/use-made.ts";
import styles from "#shared/ui/settings.module.css";

/** Where the organisation's directory (Okta, Entra ID) sends people and groups, with which token, and what groups allow here. */
export function DirectoryPage(): ReactElement {
  const sees = may(useSession(), "manage", "people", "audit");
  const directory = useQuery({ ...directoryQuery, enabled: sees });
  return (
    <Page title="Directory">
      <div className={pageStyles.body}>
        {!sees && <Empty icon="columns" title="Administrators connect the directory" />}
        {sees && directory.isPending && <LoadingRows rows={4} />}
        {directory.isError && <Problem error={directory.error} retry={() => void directory.refetch()} />}
        {directory.data !== undefined && (
          <div className={styles.detail}>
            <Card title="SCIM 2.0">
              <div className={styles.pad}>
                <Facts
                  facts={[
                    { name: "Address", value: <CopyValue value={directory.data.address} testId="scim-address" /> },
                    {
                      name: "People",
                      value: `${directory.data.users.toLocaleString("en")}, of whom ${directory.data.activeUsers.toLocaleString("en")} are here`,
                    },
                    { name: "Groups", value: directory.data.groups.toLocaleString("en") },
                    {
                      name: "Last change",
                      value: directory.data.lastChangeAt === null ? "never" : <TimeAgo iso={directory.data.lastChangeAt} />,
                    },
                  ]}
                />
              </div>
              <div className={`${styles.pad ?? ""} sg-muted`}>
                Whoever the directory deactivates or deletes is offboarded at once: their skills stop, and a report says what ended. Such
                calls are never rate limited.
              </div>
            </Card>
            <Tokens tokens={directory.data.tokens} />
            <Groups />
          </div>
        )}
      </div>
    </Page>
  );
}

function Tokens({ tokens }: { readonly tokens: Directory["tokens"] }): ReactElement {
  const client = useQueryClient();
  const stale = useBlocked();
  const [name, setName] = useState("");
  const [days, setDays] = useState("365");
  const { made, add, drop } = useMade<CreatedToken>();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: keys.directory });
  const create = useMutation({
    mutationFn: () => read(api.POST("/api/v1/directory/tokens", { body: { name: name.trim(), expiresInDays: Number(days) } })),
    onSuccess: (created) => {
      add(created);
      setName("");
    },
    onSettled: refresh,
    gcTime: 0,
  });
  return (
    <Card title="Tokens">
      {made.map((created) => (
        <ShownOnce
          key={created.token}
          testId="new-scim-token"
          text="Copy this token into the directory now. It is shown this once; SaaSGate keeps only its hash."
          onDone={() => drop(created)}
        >
          <CopyValue value={created.token} testId="new-scim-token-value" />
        </ShownOnce>
      ))}
      {tokens.length === 0 && made.length === 0 && (
        <div className={`${styles.pad ?? ""} sg-muted`}>No token: no directory can come in.</div>
      )}
      {tokens.length > 0 && (
        <table className={pageStyles.table} data-testid="scim-tokens">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Made</th>
              <th scope="col">Expires</th>
              <th scope="col">State</th>
              <th scope="col">
                <span className="sg-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} refresh={refresh} />
            ))}
          </tbody>
        </table>
      )}
      <form
        className={styles.form}
        data-testid="new-scim-token-form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextInput label="Name" placeholder="Okta" w={220} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Select
          label="Expires"
          w={140}
          allowDeselect={false}
          data={[
            { value: "90", label: "in 90 days" },
            { value: "365", label: "in a year" },
            { value: "730", label: "in two years" },
          ]}
          value={days}
          onChange={(value) => setDays(value ?? "365")}
        />
        <ActionButton type="submit" variant="default" blocked={stale} loading={create.isPending} testId="create-scim-token">
          Make a token
        </ActionButton>
      </form>
      <div className={`${styles.pad ?? ""} sg-muted`}>
        To change the token: make another, put it into the directory, then revoke the old one. Both work in between.
      </div>
      {create.isError && <FreshProblem error={create.error} again={() => create.mutate()} />}
    </Card>
  );
}

function TokenRow({
  token,
  refresh,
}: {
  readonly token: Directory["tokens"][number];
  readonly refresh: () => Promise<void>;
}): ReactElement {
  const stale = useBlocked();
  const revoke = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/tokens/{tokenId}", { params: { path: { tokenId: token.id } } })),
    onSettled: refresh,
  });
  return (
    <tr data-testid="scim-token-row">
      <td>{visibleText(token.name)}</td>
      <td>
        {visibleText(token.createdByName)}, <TimeAgo iso={token.createdAt} />
      </td>
      <td>
        <TimeAhead iso={token.expiresAt} past="expired" />
      </td>
      <td>
        {token.reduced ? (
          <Chip tone="wait" title="Who made it manages people no more. Make another.">
            only deactivates
          </Chip>
        ) : (
          <Chip>usable</Chip>
        )}
      </td>
      <td className={pageStyles.number}>
        {revoke.isError && <Problem error={revoke.error} />}
        <AskFirst
          act="Revoke"
          warning="A directory that uses it reports nobody's leaving any more."
          blocked={stale}
          pending={revoke.isPending}
          onAct={() => revoke.mutate()}
          testId="revoke-scim-token"
        />
      </td>
    </tr>
  );
}

function Groups(): ReactElement {
  const groups = useQuery(directoryGroupsQuery);
  return (
    <Card title="What groups allow here">
      {groups.isError && <Problem error={groups.error} retry={() => void groups.refetch()} />}
      {groups.data?.length === 0 && (
        <div className={`${styles.pad ?? ""} sg-muted`}>
          The directory has sent no group. What a group allows is said here, never by the directory.
        </div>
      )}
      {groups.data !== undefined && groups.data.length > 0 && (
        <table className={pageStyles.table} data-testid="directory-groups">
          <thead>
            <tr>
              <th scope="col">Group</th>
              <th scope="col">People</th>
              <th scope="col">Roles here</th>
            </tr>
          </thead>
          <tbody>
            {groups.data.map((group) => (
              <GroupRow key={`${group.id} ${group.rolesVersion}`} group={group} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function GroupRow({ group }: { readonly group: DirectoryGroup }): ReactElement {
  const client = useQueryClient();
  const stale = useBlocked();
  const [roles, setRoles] = useState<string[]>([...group.roles]);
  const names = useMappedRoles();
  const save = useMutation({
    mutationFn: () =>
      read(
        api.PUT("/api/v1/directory/groups/{directoryGroupId}/roles", {
          params: { path: { directoryGroupId: group.id }, header: { "If-Match": `"${group.rolesVersion}"` } },
          body: { roles },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.directory }),
  });
  const changed = roles.length !== group.roles.length || roles.some((role) => !group.roles.some((known) => known === role));
  return (
    <tr>
      <td>{visibleText(group.displayName)}</td>
      <td className={pageStyles.number}>{group.members.toLocaleString("en")}</td>
      <td>
        <div className={styles.secret}>
          <MultiSelect
            aria-label={`Roles of ${visibleText(group.displayName)}`}
            size="xs"
            w={320}
            placeholder={roles.length === 0 ? "none" : ""}
            data={names}
            value={roles}
            onChange={setRoles}
          />
          {changed && (
            <ActionButton
              size="compact-xs"
              blocked={stale}
              loading={save.isPending}
              onClick={() => save.mutate()}
              testId="save-group-roles"
            >
              Save
            </ActionButton>
          )}
        </div>
        {save.isError && <FreshProblem error={save.error} again={() => save.mutate()} />}
      </td>
    </tr>
  );
}
