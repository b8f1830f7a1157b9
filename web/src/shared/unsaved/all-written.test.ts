import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutOne } from "./all-written.ts";

void test("of two that are called the same, the other one stays", () => {
  assert.deepEqual(withoutOne(["a secret", "a secret"], "a secret"), ["a secret"]);
  assert.deepEqual(withoutOne(["a secret", "rules"], "a secret"), ["rules"]);
  assert.deepEqual(withoutOne(["rules"], "a secret"), ["rules"]);
});
