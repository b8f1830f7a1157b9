import assert from "node:assert/strict";
import { test } from "node:test";
import { lostAnswer, notDrawn, ProblemError, problemOf, toProblem } from "./problem.ts";

const refused = (fields: Record<string, readonly string[]>): ProblemError =>
  new ProblemError("invalid", 422, "Look at the fields.", null, fields);

void test("says what a form has no place for", () => {
  const rest = notDrawn(refused({ reason: ["Say why."], expiresAt: ["A time from now on is needed here."] }), ["reason"]);
  assert.equal(rest?.message, "Look at the fields.");
  assert.equal(rest.detail, "A time from now on is needed here.");
});

void test("says nothing twice, and what names no field always", () => {
  assert.equal(notDrawn(refused({ reason: ["Say why."] }), ["reason"]), null);
  const whole = refused({});
  assert.equal(notDrawn(whole, ["reason"]), whole);
});

void test("does not say that nothing was changed when only the answer was lost", () => {
  const page = "<html>502 Bad Gateway</html>";
  assert.match(problemOf(502, page, true).message, /It may or may not have been done: look, then send again\.$/u);
  assert.match(problemOf(502, page).message, /Nothing was changed/u);
  assert.match(lostAnswer().message, /may or may not/u);
  assert.match(toProblem(new TypeError("Failed to fetch")).message, /tried again by itself/u);
});
