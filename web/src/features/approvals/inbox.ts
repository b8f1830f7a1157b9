import type { ApprovalSummary } from "../../shared/api/types.ts";

/** What the inbox is made of. */
export type InboxRow = Pick<ApprovalSummary, "id" | "state" | "createdAt" | "expiresAt">;

/**
 * What the inbox shows: all that waits, and what has waited since the page was opened with how it ended. The newest first, each in
 * its place; or what ends soonest first, and what has ended below it.
 */
export function inboxOf<Row extends InboxRow>(
  waiting: readonly Row[],
  decided: readonly Row[],
  seen: ReadonlySet<string>,
  order: "newest" | "ending",
): readonly Row[] {
  const ended = decided.filter(({ id }) => seen.has(id));
  const over = new Set(ended.map(({ id }) => id));
  const open = waiting.filter(({ id }) => !over.has(id));
  const newest = (one: Row, other: Row): number => other.createdAt.localeCompare(one.createdAt);
  return order === "newest"
    ? [...open, ...ended].sort(newest)
    : [...open.sort((one, other) => Date.parse(one.expiresAt) - Date.parse(other.expiresAt)), ...ended.sort(newest)];
}

/** The next one that waits: below the one that is open, else from the top; undefined where none but it waits. */
export function nextWaiting<Row extends InboxRow>(items: readonly Row[], open: string | null): Row | undefined {
  const at = items.findIndex(({ id }) => id === open);
  return [...items.slice(at + 1), ...items.slice(0, Math.max(0, at))].find(({ state }) => state === "pending");
}
