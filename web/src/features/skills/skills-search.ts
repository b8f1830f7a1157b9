export interface SkillsSearch {
  /** `stop` opens what a stop would do, `resume` goes to the button that ends it, `new` opens the form of a new skill. */
  readonly act?: "stop" | "resume" | "new";
}

export function readSkillsSearch(search: Record<string, unknown>): SkillsSearch {
  const act = search.act;
  return act === "stop" || act === "resume" || act === "new" ? { act } : {};
}
