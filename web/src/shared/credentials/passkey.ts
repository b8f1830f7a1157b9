import { api, read } from "../api/client.ts";

/** Whether this browser can hold and ask passkeys. */
export const knowsPasskeys = "PublicKeyCredential" in globalThis && "parseRequestOptionsFromJSON" in PublicKeyCredential;

interface SignedPasskey {
  readonly id: string;
  readonly credential: Record<string, unknown>;
}

function jsonOf(credential: Credential | null): Record<string, unknown> {
  if (!(credential instanceof PublicKeyCredential)) throw new Error("The browser gave no passkey.");
  return credential.toJSON() as Record<string, unknown>;
}

/** Has a passkey of this person sign what the portal asks. */
export async function askPasskey(): Promise<SignedPasskey> {
  const { id, options } = await read(api.POST("/api/v1/session/passkey/options"));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON);
  return { id, credential: jsonOf(await navigator.credentials.get({ publicKey })) };
}

/** Has the browser make a passkey for whoever is signed in. */
export async function makePasskey(): Promise<SignedPasskey> {
  const { id, options } = await read(api.POST("/api/v1/session/passkeys/options"));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON);
  return { id, credential: jsonOf(await navigator.credentials.create({ publicKey })) };
}
