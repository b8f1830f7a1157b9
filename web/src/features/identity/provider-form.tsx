import { useState, type ReactElement } from "react";
import { Button, Group, Modal, MultiSelect, SegmentedControl, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { FreshProblem } from "#shared/credentials/fresh-problem.tsx";
import type { IdentityProvider } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { useMappedRoles } from "#shared/queries/roles.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { readGroupLines } from "./group-roles.ts";
import { OidcFields } from "./oidc-fields.tsx";
import { bodyOf, draftOf, isWhole, type ProviderDraft } from "./provider-draft.ts";
import { SamlFields } from "./saml-fields.tsx";

interface ProviderFormProps {
  readonly provider: IdentityProvider | null;
  readonly onClose: () => void;
}

const kinds: { readonly value: ProviderDraft["kind"]; readonly label: string }[] = [
  { value: "oidc", label: "OpenID Connect" },
  { value: "saml", label: "SAML 2.0" },
];

/** Connects an identity provider, or changes one. */
export function ProviderForm({ provider, onClose }: ProviderFormProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [draft, setDraft] = useState(() => draftOf(provider));
  const set = (changed: Partial<ProviderDraft>) => setDraft((before) => ({ ...before, ...changed }));
  const known = useMappedRoles();
  const mapped = readGroupLines(draft.groups, known);
  const whole = isWhole(draft);
  const saml = draft.kind === "saml";
  const save = useMutation({
    mutationFn: () => {
      const body = bodyOf(draft, mapped.groups);
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
  const errors = save.isError ? toProblem(save.error).fields : {};
  const own = { provider, draft, set, errors };
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
          {provider === null && (
            <SegmentedControl
              size="xs"
              aria-label="What it speaks"
              data={kinds}
              value={draft.kind}
              data-testid="provider-kind"
              onChange={(kind) => set({ kind })}
            />
          )}
          <TextInput
            label="Name"
            description="People see it when they sign in"
            required
            data-autofocus
            value={draft.name}
            error={errors.name?.[0]}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          {saml ? <SamlFields {...own} /> : <OidcFields {...own} />}
          <TextInput
            label={saml ? "Attribute that names groups" : "Claim that names groups"}
            description={saml ? "Its name, exactly as the provider sends it" : undefined}
            value={draft.groupClaim}
            error={errors.groupClaim?.[0]}
            onChange={(event) => set({ groupClaim: event.currentTarget.value })}
          />
          <Textarea
            label="What groups may do"
            description="One group a line, such as soc: reviewer, responder"
            autosize
            minRows={2}
            maxRows={8}
            value={draft.groups}
            error={mapped.wrong === null ? errors.groupRoles?.[0] : `Not understood: ${mapped.wrong}`}
            onChange={(event) => set({ groups: event.currentTarget.value })}
          />
          <MultiSelect
            label="What everybody may do who signs in there"
            data={known}
            value={[...draft.defaultRoles]}
            error={errors.defaultRoles?.[0]}
            onChange={(defaultRoles) => set({ defaultRoles })}
          />
          <Switch
            label="Somebody new becomes a member when they first sign in"
            checked={draft.createsMembers}
            onChange={(event) => set({ createsMembers: event.currentTarget.checked })}
          />
          <Switch
            label="Its addresses hold, though it does not say that it verified them"
            description={
              saml
                ? "SAML never says it. Only where people cannot choose their own address"
                : "Only where people cannot choose their own address, as with most Entra ID tenants"
            }
            checked={draft.trustsAddresses}
            onChange={(event) => set({ trustsAddresses: event.currentTarget.checked })}
          />
          <Switch
            label="Signs people in"
            description={whole ? undefined : "Once its entity id, its address and a certificate are known"}
            disabled={!whole}
            checked={draft.enabled && whole}
            onChange={(event) => set({ enabled: event.currentTarget.checked })}
          />
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
      {save.isError && <FreshProblem error={save.error} again={() => save.mutate()} />}
    </Modal>
  );
}
