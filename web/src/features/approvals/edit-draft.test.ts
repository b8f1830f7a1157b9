import assert from "node:assert/strict";
import { test } from "node:test";
import { readEdits } from "./edit-draft.ts";

void test("reads what was kept, and nothing else", () => {
  assert.deepEqual(readEdits(JSON.stringify({ "/messages/0/content": "two" })), { "/messages/0/content": "two" });
  assert.deepEqual(readEdits(""), {});
  assert.deepEqual(readEdits('"text"'), {});
  assert.deepEqual(readEdits('{"/system":1}'), {});
});
