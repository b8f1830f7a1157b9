export interface SkillsSearch {
  /** `stop` opens what a stop would do, `new` the form of a new skill. */
  readonly act?: "stop" | "new";
}

export function readSkillsSearch(search: Record<string, unknown>): SkillsSearch {
  const act = search.act;
  return act === "stop" || act === "new" ? { act } : {};
}
