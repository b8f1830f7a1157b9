import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyPlan, planOf, scheduleOf } from "./on-call-plan.ts";

void test("begins on the Monday of this week", () => {
  assert.equal(emptyPlan([], new Date(2026, 10, 26, 12)).startsOn, "2026-11-23");
  assert.equal(emptyPlan([], new Date(2026, 10, 29, 12)).startsOn, "2026-11-23");
});

void test("says the same after a form, and leaves unfinished overrides out", () => {
  const schedule = {
    zone: "Europe/Berlin",
    startsOn: "2026-11-02",
    handover: "09:00:00",
    people: ["usr_a"],
    overrides: [{ from: "2026-11-05T10:00:00.000Z", until: "2026-11-05T12:00:00.000Z", userId: "usr_a" }],
  };
  const plan = planOf(schedule);
  assert.deepEqual(scheduleOf({ ...plan, overrides: [...plan.overrides, { from: "", until: "", userId: "" }] }), schedule);
});
