import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrokenGlass } from "../api/types.ts";
import { joinGlass } from "./broken-glass.ts";

const glass = (approvalId: string, second: number, reviewedAt: string | null = null): BrokenGlass =>
  ({ approvalId, at: new Date(second * 1000).toISOString(), reviewedAt }) as BrokenGlass;

void test("what waits for a review is there however old it is, and nothing twice", () => {
  const joined = joinGlass([glass("apr_1", 1), glass("apr_3", 3)], [glass("apr_3", 3), glass("apr_2", 2, "then")]);
  assert.deepEqual(
    joined.map(({ approvalId }) => approvalId),
    ["apr_3", "apr_2", "apr_1"],
  );
});
