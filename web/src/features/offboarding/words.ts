import type { Offboarding } from "#shared/api/types.ts";

type Cause = Offboarding["causes"][number]["kind"];
type Need = NonNullable<Offboarding["report"]["needs"]>[number]["kind"];

/** Why, in words. */
export const causeWords: Readonly<Record<Cause, string>> = {
  scim_deactivated: "The directory deactivated them",
  scim_deleted: "The directory deleted them",
  risc_account_disabled: "Their account was disabled",
  risc_account_purged: "Their account was purged",
  hr_webhook: "An HR system said so",
  manual: "Somebody here said so",
};

/** What wants a person, in words. */
export const needWords: Readonly<Record<Need, string>> = {
  skill: "Suspended: give it to somebody, who confirms it and makes it a new key, or revoke it",
  skill_key: "Make a new key: the old ones ended, since the leaver may know them",
  reviewer_group: "Nobody is left in this group of reviewers",
  scim_token: "They made this token of the directory: it only deactivates until you make a new one",
  admin: "Nobody is left who manages people",
  owner: "Nobody owns the organisation: your operator makes somebody an owner (saasgate own)",
  successor: "Who was to get the skills has left too, so they are suspended",
};
