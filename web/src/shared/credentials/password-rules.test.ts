import assert from "node:assert/strict";
import { test } from "node:test";
import { differs, notYet } from "./password-rules.ts";

void test("a new password is long enough and written twice", () => {
  assert.match(notYet("elevenchars", "elevenchars") ?? "", /12/);
  assert.match(notYet("long enough by far", "") ?? "", /once more/);
  assert.match(notYet("long enough by far", "long enough by fur") ?? "", /same/);
  assert.equal(notYet("long enough by far", "long enough by far"), null);
});

void test("nothing is wrong with a second field that is empty still", () => {
  assert.equal(differs("long enough by far", ""), null);
  assert.equal(differs("long enough by far", "long enough by far"), null);
  assert.notEqual(differs("long enough by far", "l"), null);
});
