import assert from "node:assert/strict";
import { test } from "node:test";
import { secondsOf } from "../../shared/time/format.ts";
import { changeWords, overText } from "./words.ts";

test("says what is given and what is taken", () => {
  assert.equal(changeWords(["reviewer"], ["reviewer", "policy_author"]), "gets policy author");
  assert.equal(changeWords(["admin", "reviewer"], ["reviewer"]), "loses admin");
  assert.equal(changeWords(["admin"], ["auditor", "billing"]), "gets auditor, billing and loses admin");
  assert.equal(changeWords(["admin"], ["admin"]), "");
});

test("says of each invitation that is over what to do", () => {
  const expiresAt = "2026-11-26T12:00:00Z";
  const noon = secondsOf(expiresAt);
  assert.equal(overText({ state: "waiting", expiresAt }, noon - 1), null);
  assert.match(overText({ state: "waiting", expiresAt }, noon) ?? "", /expired: invite again/);
  assert.match(overText({ state: "void", expiresAt }, noon - 1) ?? "", /invite again/);
  assert.match(overText({ state: "joined", expiresAt }, noon - 1) ?? "", /has this address here already: withdraw/);
  assert.match(overText({ state: "provider", expiresAt }, noon - 1) ?? "", /identity provider/);
});
