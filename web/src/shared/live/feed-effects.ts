import type { QueryKey } from "@tanstack/react-query";
import { keys } from "../queries/keys.ts";

const approvals = [keys.approvals, keys.home];
// A session shows what becomes of its calls that are held.
const waited = [...approvals, keys.sessions];
const sessions = [keys.sessions, keys.home];
const skills = [keys.skills, keys.home, keys.locks];

const effects: Readonly<Record<string, readonly QueryKey[]>> = {
  ApprovalRequested: waited,
  ApprovalDecided: waited,
  ApprovalEnded: waited,
  ApprovalVoted: approvals,
  ApprovalEscalated: approvals,
  ApprovalMessage: [keys.approvals],
  ApprovalEditRequested: approvals,
  LikeChanged: [keys.approvals],
  ReviewerGroupChanged: [keys.approvals],
  GlassReviewed: [keys.approvals],
  GrantChanged: [keys.partners, keys.approvals, keys.home],
  SessionStarted: sessions,
  SessionChanged: [...sessions, keys.locks],
  SkillChanged: skills,
  PolicyChanged: [keys.policies],
  BacktestChanged: [keys.backtests],
  ConnectionChanged: [keys.connections, keys.skills, keys.locks],
  LocksChanged: [keys.locks, keys.skills, keys.offboarding],
  GatewayChanged: [keys.home],
  IncidentChanged: [keys.incidents],
  ExposureListChanged: [keys.exposureLists],
  BillingChanged: [keys.billing],
  BillingNotice: [keys.billing],
  RoleChanged: [keys.session, keys.roles, keys.members],
  MemberInvitationChanged: [keys.memberInvitations],
  MemberChanged: [keys.session, keys.members, keys.roles, keys.locks, keys.skills, keys.offboarding, keys.directory],
};

/** Which queries an event of the feed makes old. A kind that this page does not know makes everything old. */
export function keysTouchedBy(kind: string): readonly QueryKey[] {
  return effects[kind] ?? (kind === "IncidentPlayed" ? [] : [[]]);
}
