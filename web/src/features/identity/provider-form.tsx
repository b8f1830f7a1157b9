import { useState, type ReactElement } from "react";
import { Button, Group, Modal, MultiSelect, PasswordInput, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { IdentityProvider, SaveProvider } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { useMappedRoles } from "#shared/queries/roles.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { groupLines, readGroupLines } from "./group-roles.ts";

interface ProviderFormProps {
  readonly provider: IdentityProvider | null;
  readonly onClose: () => void;
}

/** Connects an identity provider, or changes one. */
export function ProviderForm({ provider, onClose }: ProviderFormProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [name, setName] = useState(provider?.name ?? "");
  const [issuer, setIssuer] = useState(provider?.issuer ?? "");
  const [clientId, setClientId] = useState(provider?.clientId ?? "");
  const [secret, setSecret] = useState("");
  const [scopes, setScopes] = useState((provider?.scopes ?? ["openid", "email", "profile"]).join(" "));
  const [groupClaim, setGroupClaim] = useState(provider?.groupClaim ?? "groups");
  const [groups, setGroups] = useState(groupLines(provider?.groupRoles ?? []));
  const [defaultRoles, setDefaultRoles] = useState<string[]>(provider?.defaultRoles ?? []);
  const [createsMembers, setCreatesMembers] = useState(provider?.createsMembers ?? true);
  const [trustsAddresses, setTrustsAddresses] = useState(provider?.trustsAddresses ?? false);
  const [enabled, setEnabled] = useState(provider?.enabled ?? true);
  const [authority, setAuthority] = useState(provider?.authority ?? "");
  const known = useMappedRoles();
  const mapped = readGroupLines(groups, known);
  const save = useMutation({
    mutationFn: () => {
      const body: SaveProvider = {
        name: name.trim(),
        kind: "oidc",
        issuer: issuer.trim(),
        clientId: clientId.trim(),
        secret: secret === "" ? null : secret,
        scopes: scopes.split(/\s+/).filter((scope) => scope !== ""),
        groupClaim: groupClaim.trim(),
        groupRoles: mapped.groups,
        defaultRoles,
        createsMembers,
        trustsAddresses,
        enabled,
        authority: authority.trim() === "" ? null : authority,
      };
      return provider === null
        ? read(api.POST("/api/v1/identity-providers", { body }))
        : read(
            api.PUT("/api/v1/identity-providers/{providerId}", {
              params: { path: { providerId: provider.id }, header: { "If-Match": `"${String(provider.version)}"` } },
              body,
            }),
          );
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.identity });
      onClose();
    },
  });
  const fields = save.isError ? toProblem(save.error).fields : {};
  return (
    <Modal opened onClose={onClose} size="lg" title={provider === null ? "Connect an identity provider" : provider.name}>
      <form
        data-testid="provider-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (stale === null && mapped.wrong === null) save.mutate();
        }}
      >
        <Stack gap={12}>
          <TextInput
            label="Name"
            description="People see it when they sign in"
            required
            data-autofocus
            value={name}
            error={fields.name?.[0]}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Issuer"
            description={provider === null ? "As its discovery document says it" : "Stays as it is: whom it names would be somebody else"}
            placeholder="https://login.example.com"
            required
            readOnly={provider !== null}
            value={issuer}
            error={fields.issuer?.[0]}
            onChange={(event) => setIssuer(event.currentTarget.value)}
          />
          <Group grow align="start">
            <TextInput
              label="Client id"
              required
              value={clientId}
              error={fields.clientId?.[0]}
              onChange={(event) => setClientId(event.currentTarget.value)}
            />
            <PasswordInput
              label="Client secret"
              placeholder={provider?.hasSecret === true ? "Kept as it is" : ""}
              autoComplete="off"
              value={secret}
              error={fields.secret?.[0]}
              onChange={(event) => setSecret(event.currentTarget.value)}
            />
          </Group>
          <Group grow align="start">
            <TextInput
              label="Scopes"
              value={scopes}
              error={fields.scopes?.[0]}
              onChange={(event) => setScopes(event.currentTarget.value)}
            />
            <TextInput
              label="Claim that names groups"
              value={groupClaim}
              error={fields.groupClaim?.[0]}
              onChange={(event) => setGroupClaim(event.currentTarget.value)}
            />
          </Group>
          <Textarea
            label="What groups may do"
            description="One group a line, such as soc: reviewer, responder"
            autosize
            minRows={2}
            maxRows={8}
            value={groups}
            error={mapped.wrong === null ? fields.groupRoles?.[0] : `Not understood: ${mapped.wrong}`}
            onChange={(event) => setGroups(event.currentTarget.value)}
          />
          <MultiSelect
            label="What everybody may do who signs in there"
            data={known}
            value={defaultRoles}
            error={fields.defaultRoles?.[0]}
            onChange={setDefaultRoles}
          />
          <Switch
            label="Somebody new becomes a member when they first sign in"
            checked={createsMembers}
            onChange={(event) => setCreatesMembers(event.currentTarget.checked)}
          />
          <Switch
            label="Its addresses hold, though it does not say that it verified them"
            description="Only where people cannot choose their own address, as with most Entra ID tenants"
            checked={trustsAddresses}
            onChange={(event) => setTrustsAddresses(event.currentTarget.checked)}
          />
          <Switch label="Signs people in" checked={enabled} onChange={(event) => setEnabled(event.currentTarget.checked)} />
          <Textarea
            label="Certificate authority"
            description="PEM, where the provider’s certificate leads to no public one"
            autosize
            minRows={1}
            maxRows={6}
            value={authority}
            error={fields.authority?.[0]}
            onChange={(event) => setAuthority(event.currentTarget.value)}
          />
          {save.isError && <Problem error={save.error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <ActionButton type="submit" blocked={stale} loading={save.isPending} testId="provider-submit">
              {provider === null ? "Connect" : "Save"}
            </ActionButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
