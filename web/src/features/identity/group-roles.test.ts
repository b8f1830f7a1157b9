import assert from "node:assert/strict";
import { test } from "node:test";
import { groupLines, readGroupLines } from "./group-roles.ts";

test("reads what it writes, names with colons among it", () => {
  const groups = [
    { group: "soc", roles: ["reviewer", "responder"] as const },
    { group: "urn:acme:admins", roles: ["admin"] as const },
  ].map(({ group, roles }) => ({ group, roles: [...roles] }));
  assert.deepEqual(readGroupLines(groupLines(groups)), { groups, wrong: null });
});

test("says which line is wrong", () => {
  for (const line of ["soc", "soc: owner", "soc:", ": admin", "soc: admin, owner"]) {
    assert.equal(readGroupLines(`ops: reviewer\n${line}`).wrong, line);
  }
});
