import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReviewerGroup } from "../api/types.ts";
import { alertOf, alertsOf } from "./alert.ts";

const item = (kind: string, severity: string) => ({
  position: 1,
  kind,
  subject: "apr_1",
  payload: { skillName: "crm-export", rule: "bulk", severity },
});

test("What waits is told by its names and from its severity on", () => {
  const alert = alertOf(item("ApprovalRequested", "medium"));
  assert.equal(alert?.title, "crm-export waits for a decision");
  assert.deepEqual(
    [alert.ended, ...(["low", "medium", "high"] as const).map((least) => alert.reaches(least, "usr_me", [], 0))],
    [false, true, true, false],
  );
});

test("What is decided is taken back, and what is no request is nothing", () => {
  assert.equal(alertOf(item("ApprovalDecided", "low"))?.ended, true);
  assert.equal(alertOf(item("SkillChanged", "low")), null);
  assert.equal(alertOf({ ...item("ApprovalRequested", "low"), payload: null })?.reaches("high", "usr_me", [], 0), true);
});

test("Of what was missed only what still waits is told", () => {
  const of = (kind: string, subject: string) => ({ ...item(kind, "low"), subject });
  const { waiting, ended } = alertsOf([
    of("ApprovalRequested", "apr_1"),
    of("ApprovalRequested", "apr_2"),
    of("SkillChanged", "skl_1"),
    of("ApprovalDecided", "apr_1"),
    of("ApprovalEnded", "apr_0"),
    of("ApprovalRequested", "apr_3"),
  ]);
  assert.deepEqual(
    waiting.map(({ id }) => id),
    ["apr_2", "apr_3"],
  );
  assert.deepEqual([...ended], ["apr_1", "apr_0"]);
});

function group(id: string, members: readonly string[], onCall: string | null): ReviewerGroup {
  const at = (hour: number) => `2026-01-05T${String(hour).padStart(2, "0")}:00:00Z`;
  return {
    id,
    name: id,
    members: members.map((member) => ({ id: member, name: member })),
    schedule: null,
    shifts: onCall === null ? [] : [{ userId: onCall, from: at(8), until: at(20), isOverride: false }],
    version: 1,
  };
}

test("Who is on call hears of it first, whatever the severity; all of the group where nobody is, and when it escalates", () => {
  const now = Date.parse("2026-01-05T12:00:00Z");
  const reaches = (kind: string, least: "low" | "high", of: readonly ReviewerGroup[], at = now) =>
    alertOf({ ...item(kind, "low"), payload: { severity: "low", groups: ["grp_a", "grp_b"] } })?.reaches(least, "usr_me", of, at);
  const mine = group("grp_a", ["usr_me", "usr_other"], "usr_me");
  const others = group("grp_a", ["usr_me", "usr_other"], "usr_other");
  assert.equal(reaches("ApprovalRequested", "high", [mine]), true);
  assert.equal(reaches("ApprovalRequested", "low", [others]), false);
  assert.equal(reaches("ApprovalEscalated", "low", [others]), true);
  assert.equal(reaches("ApprovalEscalated", "high", [others]), false);
  assert.equal(reaches("ApprovalRequested", "low", [others], Date.parse("2026-01-05T21:00:00Z")), true);
  assert.equal(reaches("ApprovalRequested", "low", [others, group("grp_b", ["usr_me"], null)]), true);
  assert.equal(reaches("ApprovalRequested", "low", [group("grp_a", ["usr_other"], null)]), false);
  assert.equal(reaches("ApprovalRequested", "low", [group("grp_a", [], null)]), true);
  assert.equal(reaches("ApprovalRequested", "low", [group("grp_c", ["usr_other"], "usr_other")]), true);
});
