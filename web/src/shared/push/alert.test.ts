import assert from "node:assert/strict";
import { test } from "node:test";
import { alertOf } from "./alert.ts";

const item = (kind: string, severity: string) => ({
  position: 1,
  kind,
  subject: "apr_1",
  payload: { skillName: "crm-export", rule: "bulk", severity },
});

test("What waits is told by its names and from its severity on", () => {
  const alert = alertOf(item("ApprovalRequested", "medium"));
  assert.equal(alert?.title, "crm-export waits for a decision");
  assert.deepEqual([alert.ended, alert.reaches("low"), alert.reaches("medium"), alert.reaches("high")], [false, true, true, false]);
});

test("What is decided is taken back, and what is no request is nothing", () => {
  assert.equal(alertOf(item("ApprovalDecided", "low"))?.ended, true);
  assert.equal(alertOf(item("SkillChanged", "low")), null);
  assert.equal(alertOf({ ...item("ApprovalRequested", "low"), payload: null })?.reaches("high"), true);
});
