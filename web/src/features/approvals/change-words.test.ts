import assert from "node:assert/strict";
import { test } from "node:test";
import { leftOutWords, notShown } from "./change-words.ts";

void test("calls equal only what is", () => {
  assert.equal(notShown({ kind: "skipped", text: "23" }), "23 equal lines");
  assert.equal(
    notShown({ kind: "left_out", text: "4600 lines not shown, 4600 of them changed" }),
    "4600 lines not shown, 4600 of them changed",
  );
  assert.equal(notShown({ kind: "added", text: "23" }), null);
});

void test("says how many turns are left out", () => {
  assert.equal(leftOutWords(0), null);
  assert.match(leftOutWords(1) ?? "", /^1 older turn is /u);
  assert.match(leftOutWords(101) ?? "", /^101 older turns are /u);
});
