import assert from "node:assert/strict";
import { test } from "node:test";
import { writtenSince } from "./written-rules.ts";

const sent = { document: "rules: []", scope: "all", note: "first" };

void test("nothing is left when what was sent is what stands there", () => {
  assert.equal(writtenSince(sent, { ...sent }), null);
});

void test("what was typed while it was saved goes on, without the note that was sent", () => {
  assert.deepEqual(writtenSince(sent, { ...sent, document: "rules: [a]" }), { document: "rules: [a]", scope: "all", note: "" });
  assert.deepEqual(writtenSince(sent, { ...sent, note: "second" }), { ...sent, note: "second" });
});
