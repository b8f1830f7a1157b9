import assert from "node:assert/strict";
import { test } from "node:test";
import { groupLines, readGroupLines } from "./group-roles.ts";

const known = ["admin", "reviewer", "responder", "night-shift"];

test("reads what it writes, names with colons among it", () => {
  const groups = [
    { group: "soc", roles: ["reviewer", "night-shift"] },
    { group: "urn:acme:admins", roles: ["admin"] },
  ];
  assert.deepEqual(readGroupLines(groupLines(groups), known), { groups, wrong: null });
});

test("says which line is wrong", () => {
  for (const line of ["soc", "soc: owner", "soc:", ": admin", "soc: admin, owner"]) {
    assert.equal(readGroupLines(`ops: reviewer\n${line}`, known).wrong, line);
  }
});
