import assert from "node:assert/strict";
import { test } from "node:test";
import { leftAfter } from "./left-after.ts";

void test("what was typed while it was sent stays", () => {
  assert.equal(leftAfter("Why this host?", "Why this host?"), "");
  assert.equal(leftAfter("Why this host?", "Why this host?\n"), "");
  assert.equal(leftAfter("Why this host?", "Why this host?\nAnd why now?"), "And why now?");
  assert.equal(leftAfter("Why this host?", "Something else"), "Something else");
});
