import type { Member } from "../../shared/api/types.ts";

/** Who keeps a person. */
export const sourceWords: Readonly<Record<Member["source"], string>> = {
  local: "this portal",
  scim: "the directory",
  oidc: "an identity provider",
  saml: "an identity provider",
};

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
