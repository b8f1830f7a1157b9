import type { Lock } from "../../shared/api/types.ts";
import { serverNow } from "../../shared/time/clock.ts";

export type LockKind = Lock["kind"];

interface KindWords {
  readonly value: LockKind;
  readonly label: string;
  /** What is typed or chosen. */
  readonly target: string;
  readonly hint: string;
}

export const kinds: readonly KindWords[] = [
  { value: "skill", label: "Skill", target: "Skill", hint: "Cuts its open calls and refuses new ones." },
  { value: "person", label: "Person", target: "Person", hint: "Stops every skill that this person owns." },
  { value: "label", label: "Label", target: "Label", hint: "Stops every skill with this label, also one that gets it later." },
  { value: "connection", label: "Connection", target: "Connection", hint: "Stops every skill that calls over it." },
  {
    value: "destination",
    label: "Destination",
    target: "Host or mail address",
    hint: "Refuses requests and tool calls that go there: files.example.com, *.example.com, *@example.com.",
  },
  { value: "session", label: "Session", target: "Session id", hint: "Stops this one run; its skill goes on." },
  { value: "credential", label: "Skill key", target: "Key id", hint: "Refuses this key; the skill's other keys work." },
  { value: "organisation", label: "Whole organisation", target: "Organisation", hint: "Stops every skill of the organisation." },
];

/** When a lock of so many hours ends, by the clock of the server that ends it. */
export function endIn(hours: number): string {
  return new Date(serverNow() + hours * 3_600_000).toISOString();
}

export function wordsOf(kind: LockKind): KindWords {
  return kinds.find((known) => known.value === kind) ?? { value: kind, label: kind, target: "Id", hint: "" };
}

export const liftableBy: readonly { readonly value: Lock["liftableBy"]; readonly label: string }[] = [
  { value: "admins", label: "Administrators" },
  { value: "responders", label: "Responders and administrators" },
  { value: "setter", label: "Only me, and administrators in person" },
];

const lifters: Readonly<Record<Lock["liftableBy"], string>> = {
  admins: "administrators",
  responders: "responders and administrators",
  setter: "who set it, and administrators in person",
};

export function liftersOf(lock: Lock): string {
  return lifters[lock.liftableBy];
}

/** How long it took until a region had the lock: `40 ms`, `1.2 s`. */
export function delayText(createdAt: string, acknowledgedAt: string): string {
  const took = Math.max(0, Date.parse(acknowledgedAt) - Date.parse(createdAt));
  if (took < 1_000) return `${String(Math.round(took))} ms`;
  return took < 60_000 ? `${(took / 1_000).toFixed(1)} s` : `${String(Math.round(took / 60_000))} min`;
}

/** What a lock did in a region, in numbers. */
export function doneText(streams: number, held: number): string {
  const cut = `${String(streams)} ${streams === 1 ? "call" : "calls"} cut`;
  return held === 0 ? cut : `${cut}, ${String(held)} held dropped`;
}
