import type { IdentityProvider, SaveProvider } from "../../shared/api/types.ts";
import { groupLines } from "./group-roles.ts";

/** An identity provider as it stands in the form: every field a text or a switch. */
export interface ProviderDraft {
  readonly kind: SaveProvider["kind"];
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string;
  readonly scopes: string;
  readonly ssoUrl: string;
  readonly certificates: string;
  readonly groupClaim: string;
  readonly groups: string;
  readonly defaultRoles: readonly string[];
  readonly createsMembers: boolean;
  readonly trustsAddresses: boolean;
  readonly enabled: boolean;
  readonly authority: string;
}

/** What the form begins with. */
export function draftOf(provider: IdentityProvider | null): ProviderDraft {
  return {
    kind: provider?.kind ?? "oidc",
    name: provider?.name ?? "",
    issuer: provider?.issuer ?? "",
    clientId: provider?.clientId ?? "",
    secret: "",
    scopes: (provider?.scopes ?? ["openid", "email", "profile"]).join(" "),
    ssoUrl: provider?.ssoUrl ?? "",
    certificates: provider?.certificates ?? "",
    groupClaim: provider?.groupClaim ?? "groups",
    groups: groupLines(provider?.groupRoles ?? []),
    defaultRoles: provider?.defaultRoles ?? [],
    createsMembers: provider?.createsMembers ?? true,
    trustsAddresses: provider?.trustsAddresses ?? false,
    // A SAML provider is not enabled for want of the other half, most often: it is once that is there.
    enabled: provider === null || provider.enabled || !isWhole(provider),
    authority: provider?.authority ?? "",
  };
}

/** Whether all is known that a sign-in needs. A SAML provider may be without while it waits for SaaSGate's addresses. */
export function isWhole({
  kind,
  issuer,
  ssoUrl,
  certificates,
}: Pick<ProviderDraft, "kind" | "issuer"> & { readonly ssoUrl: string | null; readonly certificates: string | null }): boolean {
  return kind !== "saml" || [issuer, ssoUrl, certificates].every((text) => text !== null && text.trim() !== "");
}

/** What is sent to be kept, with its groups as they were read. */
export function bodyOf(draft: ProviderDraft, groupRoles: SaveProvider["groupRoles"]): SaveProvider {
  const body = {
    name: draft.name.trim(),
    kind: draft.kind,
    issuer: draft.issuer.trim(),
    groupClaim: draft.groupClaim.trim(),
    groupRoles,
    defaultRoles: [...draft.defaultRoles],
    createsMembers: draft.createsMembers,
    trustsAddresses: draft.trustsAddresses,
    enabled: draft.enabled && isWhole(draft),
  };
  return draft.kind === "saml"
    ? { ...body, ssoUrl: textOrNull(draft.ssoUrl), certificates: textOrNull(draft.certificates) }
    : {
        ...body,
        clientId: draft.clientId.trim(),
        secret: draft.secret === "" ? null : draft.secret,
        scopes: draft.scopes.split(/\s+/).filter((scope) => scope !== ""),
        authority: textOrNull(draft.authority),
      };
}

function textOrNull(text: string): string | null {
  return text.trim() === "" ? null : text;
}
