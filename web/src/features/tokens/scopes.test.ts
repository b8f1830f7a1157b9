import assert from "node:assert/strict";
import { test } from "node:test";
import { secondsOf } from "../../shared/time/format.ts";
import { scopeName, stateOf } from "./scopes.ts";

const noon = secondsOf("2026-11-26T12:00:00Z");

void test("names every scope", () => {
  assert.equal(scopeName("approve"), "Decide");
  assert.equal(scopeName("scim"), "Directory (SCIM)");
});

void test("says whether a token still works", () => {
  assert.equal(stateOf({ revokedAt: null, expiresAt: "2026-11-26T12:00:01Z" }, noon), "usable");
  assert.equal(stateOf({ revokedAt: null, expiresAt: "2026-11-26T12:00:00Z" }, noon), "expired");
  assert.equal(stateOf({ revokedAt: "2026-11-26T11:00:00Z", expiresAt: "2026-11-27T12:00:00Z" }, noon), "revoked");
});
