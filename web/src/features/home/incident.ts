import type { RecentItem } from "#shared/live/live-connection.ts";

/** The departed contractor's skill of the demo. */
export const incidentSkill = "crm-export";

export interface IncidentStep {
  readonly key: "asked" | "held" | "decided" | "stopped" | "refused";
  /** When it was seen (ms); null when not yet. */
  readonly at: number | null;
  /** Id of what the step is about, for a link. */
  readonly subject: string | null;
  /** State of the approval, where the step is about one. */
  readonly state: string | null;
}

function fieldOf(item: RecentItem | undefined, name: string): unknown {
  const payload = item?.payload;
  return typeof payload === "object" && payload !== null ? (payload as Record<string, unknown>)[name] : undefined;
}

function textOf(item: RecentItem | undefined, name: string): string | null {
  const value = fieldOf(item, name);
  return typeof value === "string" ? value : null;
}

/** Reads from the feed how far the incident has come since its button was pressed. `recent` is newest first. */
export function incidentSteps(recent: readonly RecentItem[], since: number): readonly IncidentStep[] {
  const events = recent.filter(({ at }) => at >= since).reverse();
  const held = events.find((item) => item.kind === "ApprovalRequested" && textOf(item, "skillName") === incidentSkill);
  const sessionId = textOf(held, "sessionId");
  const skillId = textOf(held, "skillId");
  const ofSession = (item: RecentItem): boolean => item.kind.startsWith("Session") && item.subject === sessionId;
  // The hold is told at once, the record of the call a moment later: whichever came first says that it was asked.
  const asked = events.find((item) => item === held || ofSession(item));
  const decided = events.find(
    (item) => (item.kind === "ApprovalDecided" || item.kind === "ApprovalEnded") && item.subject === held?.subject,
  );
  const stopped = events.find((item) => item.kind === "SkillChanged" && item.subject === skillId && fieldOf(item, "stopped") === true);
  const refused = events.find(
    (item) =>
      stopped !== undefined &&
      item.position > stopped.position &&
      item.kind.startsWith("Session") &&
      textOf(item, "skillId") === skillId &&
      textOf(item, "outcome") === "refused",
  );
  const step = (key: IncidentStep["key"], item: RecentItem | undefined, subject: string | null): IncidentStep => ({
    key,
    at: item?.at ?? null,
    subject,
    state: textOf(item, "state"),
  });
  return [
    step("asked", asked, sessionId),
    step("held", held, held?.subject ?? null),
    step("decided", decided, held?.subject ?? null),
    step("stopped", stopped, skillId),
    step("refused", refused, refused?.subject ?? null),
  ];
}
