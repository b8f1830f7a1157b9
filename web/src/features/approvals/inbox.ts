import type { ApprovalSummary } from "#shared/api/types.ts";

/** What the inbox shows: all that waits, and what has waited since the page was opened with how it ended; newest first. */
export function inboxOf(
  waiting: readonly ApprovalSummary[],
  decided: readonly ApprovalSummary[],
  seen: ReadonlySet<string>,
): readonly ApprovalSummary[] {
  const ended = decided.filter(({ id }) => seen.has(id));
  const over = new Set(ended.map(({ id }) => id));
  return [...waiting.filter(({ id }) => !over.has(id)), ...ended].sort((one, other) => other.createdAt.localeCompare(one.createdAt));
}
