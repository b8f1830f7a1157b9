import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalWords } from "./refusals.ts";
import { readSignInSearch } from "./sign-in-search.ts";

test("says what to do, whatever the address bar holds", () => {
  assert.match(refusalWords("left"), /administrator/);
  assert.equal(refusalWords("<script>"), refusalWords("unheard of"));
});

test("goes nowhere but to a path of the portal", () => {
  assert.deepEqual(readSignInSearch({ then: "/skills?x=1", refused: "left" }), { then: "/skills?x=1", refused: "left" });
  for (const then of ["//evil.example", "/\\evil.example", "https://evil.example", "", 1]) assert.deepEqual(readSignInSearch({ then }), {});
});
