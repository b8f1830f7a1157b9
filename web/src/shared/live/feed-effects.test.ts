import assert from "node:assert/strict";
import { test } from "node:test";
import { keys } from "../queries/keys.ts";
import { keysTouchedBy } from "./feed-effects.ts";

const touches = (kind: string, key: readonly string[]): boolean => keysTouchedBy(kind).some((touched) => touched[0] === key[0]);

// By what is locked: a skill or a credential, a session, a person, a connection, a label or a destination.
const byLock = ["SkillChanged", "SessionChanged", "MemberChanged", "ConnectionChanged", "LocksChanged"];

for (const kind of byLock)
  void test(`${kind} can tell of a lock: lists of locks, the first page and incidents are read again`, () => {
    assert.deepEqual(
      [keys.locks, keys.home, keys.incidents].filter((key) => !touches(kind, key)),
      [],
    );
  });

void test("An invitation stands as long as who made it may still give its roles", () => {
  assert.ok(touches("MemberChanged", keys.memberInvitations));
  assert.ok(touches("RoleChanged", keys.memberInvitations));
});

void test("What nobody here knows makes everything old", () => {
  assert.deepEqual(keysTouchedBy("OrganisationChanged"), [[]]);
});
