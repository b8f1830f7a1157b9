import type { ReactElement } from "react";
import { Group, PasswordInput, Textarea, TextInput } from "@mantine/core";
import type { ProviderFieldsProps } from "./provider-fields.ts";

/** What SaaSGate has to know of a provider of OpenID Connect. */
export function OidcFields({ provider, draft, set, errors }: ProviderFieldsProps): ReactElement {
  return (
    <>
      <TextInput
        label="Issuer"
        description={provider === null ? "As its discovery document says it" : "Stays as it is: whom it names would be somebody else"}
        placeholder="https://login.example.com"
        required
        readOnly={provider !== null}
        value={draft.issuer}
        error={errors.issuer?.[0]}
        onChange={(event) => set({ issuer: event.currentTarget.value })}
      />
      <Group grow align="start">
        <TextInput
          label="Client id"
          required
          value={draft.clientId}
          error={errors.clientId?.[0]}
          onChange={(event) => set({ clientId: event.currentTarget.value })}
        />
        <PasswordInput
          label="Client secret"
          placeholder={provider?.hasSecret === true ? "Kept as it is" : ""}
          autoComplete="off"
          value={draft.secret}
          error={errors.secret?.[0]}
          onChange={(event) => set({ secret: event.currentTarget.value })}
        />
      </Group>
      <TextInput
        label="Scopes"
        value={draft.scopes}
        error={errors.scopes?.[0]}
        onChange={(event) => set({ scopes: event.currentTarget.value })}
      />
      <Textarea
        label="Certificate authority"
        description="PEM, where the provider’s certificate leads to no public one"
        autosize
        minRows={1}
        maxRows={6}
        value={draft.authority}
        error={errors.authority?.[0]}
        onChange={(event) => set({ authority: event.currentTarget.value })}
      />
    </>
  );
}
