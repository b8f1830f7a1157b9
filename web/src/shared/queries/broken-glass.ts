import type { BrokenGlass } from "../api/types.ts";

/** All that waits for a review, and the newest that do not: each once, the newest first. */
export function joinGlass(due: readonly BrokenGlass[], newest: readonly BrokenGlass[]): readonly BrokenGlass[] {
  const all = new Map([...due, ...newest].map((one) => [one.approvalId, one]));
  return [...all.values()].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
