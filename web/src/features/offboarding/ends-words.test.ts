import assert from "node:assert/strict";
import { test } from "node:test";
import { endsWords } from "./ends-words.ts";

const skill = (person: string, status = "active", liveSessions = 0) => ({ owner: { id: person }, status, liveSessions });

void test("counts what a person has that is not revoked yet, and its live sessions", () => {
  const items = [skill("usr_1", "active", 2), skill("usr_1", "suspended"), skill("usr_1", "revoked", 1), skill("usr_2", "active", 5)];
  assert.equal(
    endsWords({ items, cut: false }, "usr_1"),
    "Ends 2 skills by the organisation's rule, with all their keys, and cuts the streams of 2 live sessions.",
  );
  assert.equal(endsWords({ items, cut: true }, "usr_3"), "Ends at least 0 skills by the organisation's rule, with all their keys.");
});

void test("gives no number where the skills are not known", () => {
  assert.doesNotMatch(endsWords(undefined, "usr_1"), /\d/);
});
