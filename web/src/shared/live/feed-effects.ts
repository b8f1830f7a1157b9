import type { QueryKey } from "@tanstack/react-query";
import { keys } from "../queries/keys.ts";

const approvals = [keys.approvals, keys.home];
// A session shows what becomes of its calls that are held.
const waited = [...approvals, keys.sessions];
const sessions = [keys.sessions, keys.home];
// A lock stops skills, as the first page counts them, and incidents show which of theirs stand. What is locked tells its own event.
const locked = [keys.locks, keys.skills, keys.home, keys.incidents];

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
  SessionChanged: [...sessions, keys.locks, keys.incidents],
  SkillChanged: locked,
  PolicyChanged: [keys.policies],
  BacktestChanged: [keys.backtests],
  ConnectionChanged: [...locked, keys.connections],
  LocksChanged: [...locked, keys.offboarding],
  GatewayChanged: [keys.home],
  IncidentChanged: [keys.incidents],
  ExposureListChanged: [keys.exposureLists],
  BillingChanged: [keys.billing],
  BillingNotice: [keys.billing],
  RoleChanged: [keys.session, keys.roles, keys.members, keys.memberInvitations],
  MemberInvitationChanged: [keys.memberInvitations],
  MemberChanged: [...locked, keys.session, keys.members, keys.memberInvitations, keys.roles, keys.offboarding, keys.directory],
};

/** Which queries an event of the feed makes old. A kind that this page does not know makes everything old. */
export function keysTouchedBy(kind: string): readonly QueryKey[] {
  return effects[kind] ?? (kind === "IncidentPlayed" ? [] : [[]]);
}
