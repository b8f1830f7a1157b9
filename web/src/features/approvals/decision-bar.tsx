import { useEffect, useRef, useState, type ReactElement } from "react";
import { TextInput } from "@mantine/core";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { useStale } from "#shared/live/live-context.ts";
import { approvalWord } from "#shared/text/words.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./approvals.module.css";
import { useDecide, type Decide } from "./use-decide.ts";

// A key that was meant for the request before must not decide the one that has just come up.
const settleMs = 500;

export function DecisionBar({ approval }: { readonly approval: ApprovalDetail }): ReactElement {
  return (
    <footer className={styles.bar}>
      {approval.state === "pending" ? <Deciding approval={approval} /> : <Result approval={approval} />}
    </footer>
  );
}

function Deciding({ approval }: { readonly approval: ApprovalDetail }): ReactElement {
  const stale = useStale();
  const decide = useDecide(approval);
  const [note, setNote] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const shownAt = useRef(0);
  useEffect(() => {
    shownAt.current = performance.now();
  }, []);

  const blocked = approval.canDecide ? stale : (approval.cannotDecideReason ?? "You may look at this request but not decide it.");
  const send = (decision: Decide["decision"]): void => {
    if (blocked === null && !decide.isPending) decide.mutate({ decision, note });
  };
  const byKey = (decision: Decide["decision"]): void => {
    if (performance.now() - shownAt.current > settleMs) send(decision);
  };
  useKeys({ a: () => byKey("approve"), d: () => byKey("deny"), n: () => input.current?.focus() });

  return (
    <>
      {decide.isError && <Problem error={decide.error} />}
      {!approval.canDecide && <div className="sg-muted">{blocked}</div>}
      <div className={styles.barRow}>
        <TextInput
          ref={input}
          className={styles.note}
          aria-label="Note"
          placeholder="Note, kept with the decision"
          maxLength={1000}
          data-testid="decision-note"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
        <span
          className={styles.seen}
          title={`What you decide about is bound to view digest ${approval.viewDigest}`}
          data-testid="seen-by-you"
        >
          <Icon name="check" size={14} />
          <span className="sg-mono">{approval.digest.slice(0, 8)}</span> seen by you
        </span>
        <ActionButton
          blocked={blocked}
          onClick={() => send("deny")}
          variant="outline"
          color="red"
          size="sm"
          loading={decide.isPending && decide.variables.decision === "deny"}
          shortcut="d"
          testId="deny"
        >
          Deny<kbd className={styles.hint}>D</kbd>
        </ActionButton>
        <ActionButton
          blocked={blocked}
          onClick={() => send("approve")}
          size="sm"
          loading={decide.isPending && decide.variables.decision === "approve"}
          shortcut="a"
          testId="approve"
        >
          Approve<kbd className={styles.hint}>A</kbd>
        </ActionButton>
      </div>
    </>
  );
}

function Result({ approval }: { readonly approval: ApprovalDetail }): ReactElement {
  const word = approvalWord(approval.state);
  return (
    <div className={styles.result} role="status" data-testid="decision-result">
      <Chip tone={word.tone}>{word.text}</Chip>
      {approval.decidedByName !== null && (
        <span>
          by {approval.decidedByName}
          {approval.decidedAt !== null && (
            <>
              , <TimeAgo iso={approval.decidedAt} />
            </>
          )}
        </span>
      )}
      <span className="sg-muted">{word.meaning}</span>
      {approval.note !== null && approval.note !== "" && <span>“{visibleText(approval.note)}”</span>}
    </div>
  );
}
