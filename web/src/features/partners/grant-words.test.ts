import assert from "node:assert/strict";
import { test } from "node:test";
import { secondsOf } from "../../shared/time/format.ts";
import { hasRunOut } from "./grant-words.ts";

void test("an offer runs out by its own time, or by that of the grant", () => {
  const [early, late] = ["2026-11-26T12:00:00Z", "2026-11-30T12:00:00Z"];
  assert.equal(hasRunOut({ expiresAt: early, until: late }, secondsOf(early) - 1), false);
  assert.equal(hasRunOut({ expiresAt: early, until: late }, secondsOf(early)), true);
  assert.equal(hasRunOut({ expiresAt: late, until: early }, secondsOf(early)), true);
});
