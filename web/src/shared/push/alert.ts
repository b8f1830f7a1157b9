import type { ReviewerGroup } from "../api/types.ts";
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
  /** Whether somebody hears of it now who wants to hear of what is at least so severe. */
  readonly reaches: (least: Severity, person: string, groups: readonly ReviewerGroup[], now: number) => boolean;
}

/** What began to wait and still does, and the held requests that wait no longer, after all of these. */
export function alertsOf(items: readonly FeedItem[]): { readonly waiting: readonly Alert[]; readonly ended: ReadonlySet<string> } {
  const alerts = items.map(alertOf).filter((alert) => alert !== null);
  const ended = new Set(alerts.filter((alert) => alert.ended).map(({ id }) => id));
  return { waiting: alerts.filter(({ id }) => !ended.has(id)), ended };
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
    reaches: (least, person, groups, now) => {
      const asked = groups.filter(({ id }) => Array.isArray(facts.groups) && facts.groups.includes(id));
      const turn = turnOf(person, asked, now);
      if (turn === "mine" && kind === "ApprovalRequested") return true;
      const others = turn === "others" && kind === "ApprovalRequested";
      return !others && turn !== "not asked" && (severity < 0 || severity >= ranks.indexOf(least));
    },
  };
}

/** Whose turn it is: who is on call in a group comes first, and all of it where nobody is. Who is asked may decide all the same. */
function turnOf(person: string, asked: readonly ReviewerGroup[], now: number): "mine" | "others" | "everybody's" | "not asked" {
  const own = asked.filter(({ members }) => members.some(({ id }) => id === person));
  if (own.length === 0) return asked.some(({ members }) => members.length > 0) ? "not asked" : "everybody's";
  const onCall = own.map(({ shifts }) => shifts.find(({ from, until }) => Date.parse(from) <= now && now < Date.parse(until))?.userId);
  if (onCall.includes(person)) return "mine";
  return onCall.includes(undefined) ? "everybody's" : "others";
}
