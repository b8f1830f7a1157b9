import type { DecidedItem } from "../../shared/api/types.ts";

/** What came of a decision about many, in words: how many hold, and why the others do not. */
export function bulkWords(results: readonly DecidedItem[]): readonly string[] {
  const held = results.filter(({ problem }) => problem === null);
  const undecided = held.filter(({ state }) => state === "pending").length;
  const words = [`${held.length - undecided} decided`];
  if (undecided > 0) words.push(`${undecided} wait for more approvals`);
  const reasons = new Map<string, number>();
  for (const { problem } of results) if (problem !== null) reasons.set(problem, (reasons.get(problem) ?? 0) + 1);
  for (const [reason, count] of reasons) words.push(`${count} ${reasonWords[reason] ?? `refused (${reason.replaceAll("_", " ")})`}`);
  return words;
}

const reasonWords: Readonly<Record<string, string>> = {
  already_decided: "had been decided or had ended already",
  already_voted: "you had voted on before",
  view_changed: "are not what you saw: look again",
  own_request: "are of a skill of yours",
  own_policy: "were held by a policy that you wrote",
  own_edit: "are what you made of them",
  not_asked: "others are asked about",
  step_up_needed: "need a fresh sign-in",
  edit_pending: "are being changed",
  forbidden: "you may not decide",
  not_found: "are not to be seen any more",
};
