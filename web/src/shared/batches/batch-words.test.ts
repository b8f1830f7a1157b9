import assert from "node:assert/strict";
import { test } from "node:test";
import { batchTexts } from "./batch-words.ts";

const none = { cancelled: 0, trying: 0, failed: 0, problem: null };

test("says nothing where there were no batches", () => {
  assert.deepEqual(batchTexts(none), []);
});

test("says what became of each sort, and why it failed", () => {
  assert.deepEqual(
    batchTexts({ cancelled: 2, trying: 1, failed: 0, problem: "http_529" }).map(({ text }) => text),
    ["2 batches cancelled at Claude", "1 batch not cancelled yet: Claude answered 529"],
  );
  assert.deepEqual(
    batchTexts({ ...none, failed: 1, problem: "id_lost" }).map(({ text }) => text),
    ["1 batch not cancelled: the answer with its id was lost; cancel it in Claude's console"],
  );
});
