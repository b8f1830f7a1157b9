import type { Tone } from "../ui/chip.tsx";

interface Word {
  readonly text: string;
  readonly tone: Tone;
  readonly meaning: string;
}

const decisions: Readonly<Record<string, Word>> = {
  allow: { text: "Allowed", tone: "plain", meaning: "No rule objected." },
  mask: { text: "Masked", tone: "accent", meaning: "Values that policy masks were replaced by labels." },
  hold: { text: "Held", tone: "wait", meaning: "A rule wanted a person to look first." },
  block: { text: "Blocked", tone: "danger", meaning: "A rule refused it; Claude never saw it." },
  lock: { text: "Blocked, skill locked", tone: "danger", meaning: "A rule refused it and locked the skill; Claude never saw it." },
};

const outcomes: Readonly<Record<string, Word>> = {
  completed: { text: "Completed", tone: "plain", meaning: "Claude answered to the end." },
  refused: { text: "Refused", tone: "danger", meaning: "SaaSGate refused it; Claude never saw it." },
  blocked: { text: "Blocked", tone: "danger", meaning: "A rule refused it; Claude never saw it." },
  denied: { text: "Denied", tone: "danger", meaning: "A reviewer denied it; Claude never saw it." },
  expired: { text: "Not decided", tone: "plain", meaning: "Nobody decided in time, so it was refused." },
  cut: { text: "Cut", tone: "danger", meaning: "A stop or a lost lease cut the answer off." },
  client_gone: { text: "Skill left", tone: "plain", meaning: "The skill closed the connection before the end." },
  upstream_error: { text: "Claude failed", tone: "danger", meaning: "Claude answered with an error, or could not be reached." },
  upstream_truncated: { text: "Broke off", tone: "danger", meaning: "Claude's answer ended before its end." },
  interrupted: { text: "Interrupted", tone: "danger", meaning: "The gateway stopped while this was open." },
};

const approvals: Readonly<Record<string, Word>> = {
  pending: { text: "Waiting", tone: "wait", meaning: "Waits for a reviewer." },
  approved: { text: "Approved", tone: "live", meaning: "Approved; the gateway has not sent it yet." },
  consumed: { text: "Approved and sent", tone: "live", meaning: "Exactly what was approved went to Claude, once." },
  denied: { text: "Denied", tone: "danger", meaning: "Refused by a reviewer; Claude never saw it." },
  expired: { text: "Not decided", tone: "plain", meaning: "Nobody decided in time, so it was refused." },
  changed: { text: "Changed", tone: "accent", meaning: "A reviewer changed it; what came of it was asked for anew." },
  cancelled: { text: "Withdrawn", tone: "plain", meaning: "The skill gave up or was stopped before a decision." },
};

function wordOf(words: Readonly<Record<string, Word>>, code: string): Word {
  return words[code] ?? { text: code.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase()), tone: "plain", meaning: code };
}

export const decisionWord = (code: string): Word => wordOf(decisions, code);
export const outcomeWord = (code: string): Word => wordOf(outcomes, code);
export const approvalWord = (code: string): Word => wordOf(approvals, code);

/** What one says of a session that is over: how its last exchange ended when that was not well, else what was decided about it. */
export function resultWord(decision: string | null, outcome: string | null): Word {
  if (outcome !== null && outcome !== "completed") return outcomeWord(outcome);
  // It was held and went through all the same: a person let it.
  if (decision === "hold") return { text: "Approved", tone: "plain", meaning: "A rule held it, and a reviewer approved it." };
  return decision === null || decision === "allow" ? outcomeWord("completed") : decisionWord(decision);
}
