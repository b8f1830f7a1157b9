import assert from "node:assert/strict";
import { test } from "node:test";
import { changeWords } from "./words.ts";

test("says what is given and what is taken", () => {
  assert.equal(changeWords(["reviewer"], ["reviewer", "policy_author"]), "gets policy author");
  assert.equal(changeWords(["admin", "reviewer"], ["reviewer"]), "loses admin");
  assert.equal(changeWords(["admin"], ["auditor", "billing"]), "gets auditor, billing and loses admin");
  assert.equal(changeWords(["admin"], ["admin"]), "");
});
