import assert from "node:assert/strict";
import { test } from "node:test";
import { losesAny, lossOf } from "./loss-words.ts";

const nothing = { bodies: 0, findings: 0, exchanges: 0, sessions: 0, audit: 0 };

void test("asks about the audit log as about what is recorded", () => {
  assert.equal(losesAny(nothing), false);
  assert.equal(losesAny({ ...nothing, bodies: 1, sessions: 1 }), true);
  assert.equal(losesAny({ ...nothing, audit: 1 }), true);
});

void test("says all that goes", () => {
  assert.equal(lossOf({ ...nothing, bodies: 1, sessions: 1 }), "Deletes the bodies of 1 exchange, in 1 session.");
  assert.equal(lossOf({ ...nothing, audit: 1 }), "Deletes 1 entry of the audit log.");
  assert.equal(
    lossOf({ bodies: 2, findings: 1, exchanges: 3, sessions: 2, audit: 1200 }),
    "Deletes the bodies of 2 exchanges, 1 finding, all of 3 exchanges, in 2 sessions, and 1,200 entries of the audit log.",
  );
});
