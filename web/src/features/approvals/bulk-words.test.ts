import assert from "node:assert/strict";
import { test } from "node:test";
import type { DecidedItem } from "../../shared/api/types.ts";
import { bulkWords } from "./bulk-words.ts";

const item = (problem: string | null, state: string): DecidedItem => ({ id: "apr_1", problem, state, byName: null, at: null });

void test("says how many hold, how many wait for more, and why the others do not", () => {
  assert.deepEqual(
    bulkWords([
      item(null, "approved"),
      item(null, "approved"),
      item(null, "pending"),
      item("already_decided", "denied"),
      item("already_decided", "expired"),
      item("brand_new", "pending"),
    ]),
    ["2 decided", "1 wait for more approvals", "2 had been decided or had ended already", "1 refused (brand new)"],
  );
});
