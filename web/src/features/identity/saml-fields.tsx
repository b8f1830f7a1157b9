import { useState, type ReactElement } from "react";
import { Group, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import styles from "./identity.module.css";
import type { ProviderFieldsProps } from "./provider-fields.ts";

/** What SaaSGate has to know of a SAML provider: from its metadata, or field by field. */
export function SamlFields({ provider, draft, set, errors }: ProviderFieldsProps): ReactElement {
  const [metadata, setMetadata] = useState("");
  const known = provider !== null && provider.issuer !== "";
  const fill = useMutation({
    mutationFn: () => read(api.POST("/api/v1/identity-providers/saml-metadata", { body: { metadata } })),
    onSuccess: ({ issuer, ssoUrl, certificates }) => {
      set(known ? { ssoUrl, certificates } : { issuer, ssoUrl, certificates });
      setMetadata("");
    },
  });
  const problem = fill.isError ? toProblem(fill.error) : null;
  const another = known && fill.data !== undefined && fill.data.issuer !== provider.issuer;
  return (
    <>
      {provider === null && (
        <p className={styles.hint}>
          If it asks for our addresses first, connect it with a name alone: the entity id and the address to enter there are shown then, and
          it signs people in once the rest is known.
        </p>
      )}
      <Textarea
        label="Its metadata"
        description="Paste the XML, and the fields below are filled in"
        autosize
        minRows={2}
        maxRows={6}
        value={metadata}
        error={problem === null ? undefined : (problem.fields.metadata?.[0] ?? problem.message)}
        data-testid="saml-metadata"
        onChange={(event) => setMetadata(event.currentTarget.value)}
      />
      <Group gap={8}>
        <ActionButton
          size="xs"
          variant="default"
          blocked={metadata.trim() === "" ? "Paste its metadata first." : null}
          loading={fill.isPending}
          testId="saml-metadata-read"
          onClick={() => fill.mutate()}
        >
          Fill in from the metadata
        </ActionButton>
        {another && <span className="sg-muted">It is that of another provider: its entity id is {fill.data.issuer}.</span>}
      </Group>
      <TextInput
        label="Entity id"
        description={known ? "Stays as it is: whom it names would be somebody else" : "Its own, exactly as it says it; its issuer"}
        readOnly={known}
        value={draft.issuer}
        error={errors.issuer?.[0]}
        onChange={(event) => set({ issuer: event.currentTarget.value })}
      />
      <TextInput
        label="Single sign-on address"
        description="Where people are sent, by HTTP-Redirect"
        placeholder="https://login.example.com/saml"
        value={draft.ssoUrl}
        error={errors.ssoUrl?.[0]}
        onChange={(event) => set({ ssoUrl: event.currentTarget.value })}
      />
      <Textarea
        label="Certificates that it signs with"
        description="PEM. Keep the old one beside the new one while it changes them"
        autosize
        minRows={2}
        maxRows={8}
        value={draft.certificates}
        error={errors.certificates?.[0]}
        styles={{ input: { fontFamily: "var(--sg-mono)", fontSize: 12 } }}
        onChange={(event) => set({ certificates: event.currentTarget.value })}
      />
    </>
  );
}
