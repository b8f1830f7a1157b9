import type { FeedItem } from "../live/feed-cursor.ts";

const ranks = ["low", "medium", "high"] as const;
type Severity = (typeof ranks)[number];

/** What a person hears of an event of the feed. */
export interface Alert {
  /** The held request. */
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** Whether it waits no longer. */
  readonly ended: boolean;
  readonly reaches: (least: Severity) => boolean;
}

/** Null for what nobody has to hurry for. Names alone: nothing of a prompt stands in the feed. */
export function alertOf({ kind, subject, payload }: FeedItem): Alert | null {
  const begins = kind === "ApprovalRequested" || kind === "ApprovalEscalated";
  if (!begins && kind !== "ApprovalDecided" && kind !== "ApprovalEnded") return null;
  const facts = typeof payload === "object" && payload !== null ? (payload as Readonly<Record<string, unknown>>) : {};
  const text = (name: string) => (typeof facts[name] === "string" ? facts[name] : "");
  const severity = ranks.findIndex((rank) => rank === text("severity"));
  return {
    id: subject,
    title: `${text("skillName")} ${kind === "ApprovalEscalated" ? "still waits" : "waits"} for a decision`,
    body: `${text("severity")}, rule ${text("rule")}`,
    ended: !begins,
    reaches: (least) => severity < 0 || severity >= ranks.indexOf(least),
  };
}
