import assert from "node:assert/strict";
import { test } from "node:test";
import { inboxOf, nextWaiting, type InboxRow } from "./inbox.ts";

const row = (id: string, created: number, expires: number, state: InboxRow["state"] = "pending"): InboxRow => ({
  id,
  state,
  createdAt: new Date(created * 1000).toISOString(),
  expiresAt: new Date(expires * 1000).toISOString(),
});

const ids = (rows: readonly InboxRow[]): string => rows.map(({ id }) => id).join(" ");

void test("the newest first: what is decided keeps its place", () => {
  const waiting = [row("c", 3, 90), row("b", 2, 20), row("a", 1, 50)];
  assert.equal(ids(inboxOf(waiting, [row("b", 2, 20, "denied"), row("z", 0, 1, "denied")], new Set(["a", "b", "c"]), "newest")), "c b a");
});

void test("what ends soonest first: what has ended stands below what waits", () => {
  const waiting = [row("a", 1, 50), row("b", 2, 20), row("c", 3, 90)];
  const decided = [row("d", 4, 10, "expired"), row("a", 1, 50, "approved")];
  assert.equal(ids(inboxOf(waiting, decided, new Set(["a", "b", "c", "d"]), "ending")), "b c d a");
});

void test("the next that waits is below, and then from the top", () => {
  const items = [row("a", 5, 1), row("b", 4, 1, "denied"), row("c", 3, 1, "approved"), row("d", 2, 1)];
  assert.equal(nextWaiting(items, "b")?.id, "d");
  assert.equal(nextWaiting(items, "d")?.id, "a");
  assert.equal(nextWaiting(items, "a")?.id, "d");
  assert.equal(nextWaiting(items, null)?.id, "a");
  assert.equal(nextWaiting([row("a", 5, 1), row("b", 4, 1, "denied")], "a"), undefined);
});
