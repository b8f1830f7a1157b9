import type { RecentItem } from "#shared/live/live-connection.ts";

export interface IncidentStep {
  readonly key: "asked" | "held" | "denied" | "stopped";
  /** When it was seen (ms); null when not yet. */
  readonly at: number | null;
  /** Id of what the step is about, for a link. */
  readonly subject: string | null;
}

function textOf(payload: unknown, name: string): string | null {
  if (typeof payload !== "object" || payload === null) return null;
  const value = (payload as Record<string, unknown>)[name];
  return typeof value === "string" ? value : null;
}

/** Reads from the feed how far the incident has come since its button was pressed. `recent` is newest first. */
export function incidentSteps(recent: readonly RecentItem[], since: number): readonly IncidentStep[] {
  const events = recent.filter(({ at }) => at >= since).reverse();
  const held = events.find(({ kind, payload }) => kind === "ApprovalRequested" && textOf(payload, "skillName") === incidentSkill);
  const skillId = textOf(held?.payload, "skillId");
  const sessionId = textOf(held?.payload, "sessionId");
  const asked = events.find(({ kind, subject }) => (kind === "SessionStarted" || kind === "SessionChanged") && sessionId !== null && subject === sessionId) ?? held;
  const decided = events.find(({ kind, subject }) => kind === "ApprovalDecided" && subject === held?.subject);
  const stopped = events.find(({ kind, subject, payload }) => kind === "SkillChanged" && subject === skillId && (payload as { stopped?: unknown } | null)?.stopped === true);
  return [
    { key: "asked", at: asked?.at ?? null, subject: sessionId },
    { key: "held", at: held?.at ?? null, subject: held?.subject ?? null },
    { key: "denied", at: decided?.at ?? null, subject: decided?.subject ?? null },
    { key: "stopped", at: stopped?.at ?? null, subject: skillId },
  ];
}

/** The departed contractor's skill of the demo. */
export const incidentSkill = "crm-export";
