import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import type { WithheldCall } from "#shared/api/types.ts";
import { Fold } from "#shared/conversation/block-view.tsx";
import { pretty } from "#shared/conversation/json.ts";
import { LongText } from "#shared/text/body-text.tsx";
import { visibleText } from "#shared/text/segments.ts";
import { decisionWord } from "#shared/text/words.ts";
import type { Tone } from "#shared/ui/chip.tsx";
import styles from "./session-page.module.css";

interface WithheldProps {
  readonly calls: readonly WithheldCall[];
}

/** Tool calls of the answer that the skill did not get, or not before somebody let it. */
export function Withheld({ calls }: WithheldProps): ReactElement {
  return (
    <>
      {calls.map((call) => (
        <WithheldMarker key={`${call.at} ${call.index}`} call={call} />
      ))}
    </>
  );
}

function WithheldMarker({ call }: { readonly call: WithheldCall }): ReactElement {
  return (
    <div className={styles.marker} data-tone={toneOf(call)} data-testid={`withheld-${call.kind}`}>
      <b>{call.kind === "hold" ? "Tool call held" : call.kind === "lock" ? "Tool call blocked, skill locked" : "Tool call blocked"}</b>
      <span className="sg-mono">{visibleText(call.tool)}</span>
      <span>
        by {call.policyId.startsWith("lck_") ? "a" : "rule"} <span className="sg-mono">{visibleText(call.rule)}</span>
        {call.policyVersion > 0 && <> of policy version {call.policyVersion}</>}
      </span>
      <span>{fateOf(call)}</span>
      {call.approvalId !== null && call.approvalState !== null && (
        <Link to="/approvals/{-$approvalId}" params={{ approvalId: call.approvalId }}>
          Open approval
        </Link>
      )}
      {call.input !== "" && (
        <div className={styles.markerMore}>
          <Fold icon="tool" title="Arguments">
            <LongText text={readable(call.input)} code />
          </Fold>
        </div>
      )}
    </div>
  );
}

function toneOf({ kind, approvalState }: WithheldCall): Tone {
  if (kind !== "hold") return decisionWord(kind).tone;
  return approvalState === "pending" ? "wait" : approvalState === "denied" ? "danger" : "plain";
}

function fateOf({ kind, approvalState, decidedByName }: WithheldCall): string {
  if (kind !== "hold") return "The skill did not get it.";
  const by = decidedByName === null ? "" : ` by ${decidedByName}`;
  switch (approvalState) {
    case "pending":
      return "Waits for a decision.";
    case "approved":
      return `Approved${by}; the skill has not got it yet.`;
    case "consumed":
      return `Approved${by}; the skill got it.`;
    case "denied":
      return `Denied${by}; the skill did not get it.`;
    case "expired":
      return "Nobody decided in time; the skill did not get it.";
    case "cancelled":
      return "Withdrawn before a decision; the skill did not get it.";
    case null:
      return "";
  }
}

/** JSON as people read it; what was cut is shown as it is. */
function readable(input: string): string {
  try {
    return pretty(JSON.parse(input));
  } catch {
    return input;
  }
}
