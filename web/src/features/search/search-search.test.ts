import assert from "node:assert/strict";
import { test } from "node:test";
import { askedText, limited, readSearchState, toggled, unfinished } from "./search-search.ts";

void test("keeps of an address what is known and drops the rest", () => {
  assert.deepEqual(readSearchState({ q: 42, skill: "a", tool: ["x", 1], order: "worst", days: 7, what: "ever" }), {
    q: "42",
    skill: ["a"],
    tool: ["x"],
    days: 7,
  });
});

void test("limits are whole numbers from nothing on", () => {
  assert.deepEqual(readSearchState({ minBytes: 1000, maxBytes: -1, minTokens: 1.5, maxTokens: "7", minCost: 0 }), {
    minBytes: 1000,
    minCost: 0,
  });
  assert.deepEqual(limited(limited({ q: "x" }, "maxCost", 5), "maxCost", null), { q: "x" });
});

void test("adds a value and takes it away again", () => {
  const one = toggled({ q: "x" }, "tool", "bash");
  assert.deepEqual(one, { q: "x", tool: ["bash"] });
  assert.deepEqual(toggled(one, "tool", "bash"), { q: "x" });
});

void test("asks for the beginning of a word that is being typed", () => {
  const typed: readonly (readonly [string, string | null])[] = [
    ["refu", "refu*"],
    ["bulk expo", "bulk expo*"],
    ["in", null],
    ["refund ", null],
    ['"bulk exp', null],
    ["-refund", null],
    ["refu*", null],
    ["files.evil", "files.evil*"],
  ];
  for (const [text, sent] of typed) assert.equal(unfinished(text), sent);
});

void test("says in words what was asked", () => {
  assert.equal(askedText({}), "everything");
  assert.equal(
    askedText({ q: "card", input: "partner", tool: ["bash", "http_post"], minBytes: 1000, days: 7, order: "best" }),
    "card; tool input: partner; tool: bash, http_post; minBytes: 1000; last 7 days",
  );
  const long = askedText({ q: "😀".repeat(400) });
  assert.ok(long.length <= 500 && long.isWellFormed());
});
