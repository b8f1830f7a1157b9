import type { Member, MemberInvitation } from "../../shared/api/types.ts";
import { secondsOf } from "../../shared/time/format.ts";

/** Who keeps a person. */
export const sourceWords: Readonly<Record<Member["source"], string>> = {
  local: "this portal",
  scim: "the directory",
  oidc: "an identity provider",
  saml: "an identity provider",
};

const overWords: Readonly<Record<Exclude<MemberInvitation["state"], "waiting">, string>> = {
  joined: "Somebody has this address here already: withdraw it.",
  provider: "Whoever has this address signs in at the identity provider, which brings them: withdraw it.",
  void: "Who invited may not give these roles any more, or a role is gone: invite again, or withdraw it.",
};

/** Why the link of an invitation opens nothing at a time, in seconds since 1970, and what to do about it; null while it works. */
export function overText({ state, expiresAt }: Pick<MemberInvitation, "state" | "expiresAt">, now: number): string | null {
  if (state !== "waiting") return overWords[state];
  return secondsOf(expiresAt) > now ? null : "The link has expired: invite again, or withdraw it.";
}

/** A role's name as people read it. */
export const roleName = (name: string): string => name.replaceAll("_", " ");

/** What a change of roles does, in a sentence: what is given, then what is taken. */
export function changeWords(before: readonly string[], after: readonly string[]): string {
  const given = after.filter((role) => !before.includes(role)).map(roleName);
  const taken = before.filter((role) => !after.includes(role)).map(roleName);
  return [given.length > 0 ? `gets ${given.join(", ")}` : "", taken.length > 0 ? `loses ${taken.join(", ")}` : ""]
    .filter((part) => part !== "")
    .join(" and ");
}
