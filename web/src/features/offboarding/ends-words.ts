interface Owned {
  readonly owner: { readonly id: string };
  readonly status: string;
  readonly liveSessions: number;
}

interface Known {
  readonly items: readonly Owned[];
  readonly cut: boolean;
}

/** What ends when a person leaves, in a sentence; without numbers where the skills are not known. */
export function endsWords(skills: Known | undefined, person: string): string {
  if (skills === undefined) return "Ends their skills by the organisation's rule, with all their keys, and cuts what streams.";
  const owned = skills.items.filter(({ owner, status }) => owner.id === person && status !== "revoked");
  const live = owned.reduce((sum, { liveSessions }) => sum + liveSessions, 0);
  const cuts = live > 0 ? `, and cuts the streams of ${String(live)} live ${live === 1 ? "session" : "sessions"}` : "";
  return `Ends ${skills.cut ? "at least " : ""}${String(owned.length)} ${owned.length === 1 ? "skill" : "skills"} by the organisation's rule, with all their keys${cuts}.`;
}
