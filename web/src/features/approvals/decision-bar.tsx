import { useEffect, useRef, useState, type ReactElement } from "react";
import { Button, Menu, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { toProblem } from "#shared/api/problem.ts";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { useStale } from "#shared/live/live-context.ts";
import { useMay } from "#shared/queries/roles.ts";
import type { Whole } from "#shared/queries/whole.ts";
import { useDraft } from "#shared/text/use-draft.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { StepUp } from "#shared/credentials/step-up.tsx";
import styles from "./approvals.module.css";
import { BreakGlass } from "./break-glass.tsx";
import { DecisionResult } from "./decision-result.tsx";
import { EditRequest } from "./edit-request.tsx";
import type { Chosen } from "./use-bulk.ts";
import { useDecide, type Decide } from "./use-decide.ts";

// A key that was meant for the request before must not decide the one that has just come up.
const settleMs = 500;

interface DecisionBarProps {
  readonly approval: ApprovalDetail;
  readonly onAsk: () => void;
  /** Chooses all that waits and is like it. */
  readonly onAlike: () => Promise<Whole<Chosen>>;
  /** Goes on to the next that waits; null where nothing else does. */
  readonly onNext: (() => void) | null;
}

/** What was decided is shown at once, as on its way; where the server refuses it, the bar is back with the reason. */
export function DecisionBar(props: DecisionBarProps): ReactElement {
  const { approval, onNext } = props;
  const decide = useDecide(approval);
  const pending = approval.state === "pending";
  const goesOn = onNext !== null && !decide.isPending && (!pending || approval.voted);
  return (
    <footer className={styles.bar}>
      {pending && <Deciding {...props} decide={decide} />}
      {(!pending || goesOn) && (
        <div className={styles.barRow}>
          {!pending && <DecisionResult approval={approval} sending={decide.isPending} lost={lostTo(decide.error)} />}
          {goesOn && <NextWaiting onNext={onNext} focus={!decide.isIdle} />}
        </div>
      )}
    </footer>
  );
}

interface NextWaitingProps {
  readonly onNext: () => void;
  /** Whether Enter is meant for it, wherever the focus was before. */
  readonly focus: boolean;
}

function NextWaiting({ onNext, focus }: NextWaitingProps): ReactElement {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focus) button.current?.focus();
  }, [focus]);
  useKeys({ Enter: onNext });
  return (
    <Button
      ref={button}
      variant="default"
      size="sm"
      ml="auto"
      flex="none"
      aria-keyshortcuts="Enter"
      data-testid="next-waiting"
      onClick={onNext}
    >
      Next waiting<kbd className={styles.hint}>Enter</kbd>
    </Button>
  );
}

/** Where somebody else was first: who, as the server said it. */
function lostTo(error: Error | null): string | null {
  if (error === null) return null;
  const { code, decision, detail } = toProblem(error);
  return code === "already_decided" && decision !== null ? detail : null;
}

interface DecidingProps extends DecisionBarProps {
  readonly decide: ReturnType<typeof useDecide>;
}

function Deciding({ approval, decide, onAsk, onAlike }: DecidingProps): ReactElement {
  const stale = useStale();
  const [note, setNote] = useDraft(`note ${approval.id}`);
  const alike = useMutation({ mutationFn: onAlike });
  const [open, setOpen] = useState<"edit" | "glass" | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const shownAt = useRef(0);
  useEffect(() => {
    shownAt.current = performance.now();
  }, []);

  const blocked = approval.canDecide ? stale : (approval.cannotDecideReason ?? "You may look at this request but not decide it.");
  const unapprovable =
    approval.editsByName === null
      ? (blocked ?? approval.cannotApproveReason)
      : `${approval.editsByName} has asked for changes; what comes of them waits next.`;
  // What was refused is there to be sent again.
  const mutate = (asked: Decide): void => decide.mutate(asked, { onSuccess: () => setNote("") });
  const decides = useMay("decide");
  const addAlike = (): void => {
    if (decides && !alike.isPending) alike.mutate();
  };
  const send = (decision: Decide["decision"]): void => {
    if ((decision === "approve" ? unapprovable : blocked) === null && !decide.isPending) mutate({ decision, note });
  };
  const byKey = (decision: Decide["decision"]): void => {
    if (performance.now() - shownAt.current > settleMs) send(decision);
  };
  const editable = approval.canDecide && approval.stage === "request" && approval.masking === "full" && approval.editsByName === null;
  useKeys({
    a: () => byKey("approve"),
    d: () => byKey("deny"),
    n: () => input.current?.focus(),
    q: onAsk,
    e: () => {
      if (editable) setOpen("edit");
    },
    L: addAlike,
  });
  const refused = decide.isError ? toProblem(decide.error) : null;

  return (
    <>
      {refused !== null && refused.code !== "step_up_needed" && <Problem error={refused} />}
      {refused?.code === "step_up_needed" && (
        <>
          <div>{refused.message}</div>
          <StepUp onDone={() => mutate(decide.variables ?? { decision: "deny", note })} />
        </>
      )}
      {alike.isError && <Problem error={alike.error} retry={addAlike} />}
      {alike.data !== undefined && <Alike found={alike.data} />}
      {blocked !== null && !approval.canDecide && <div className="sg-muted">{blocked}</div>}
      {blocked === null && approval.cannotApproveReason !== null && <div className="sg-muted">{approval.cannotApproveReason}</div>}
      {approval.editsByName !== null && (
        <div className={styles.result} data-testid="edit-pending">
          <Icon name="hourglass" size={14} /> {approval.editsByName} has asked for changes. The gateway makes them and asks anew.
        </div>
      )}
      <div className={styles.barRow}>
        <TextInput
          ref={input}
          className={styles.note}
          aria-label="Note"
          placeholder="Note or reason, kept with the decision"
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
        <More approval={approval} editable={editable} choosing={alike.isPending} onAsk={onAsk} onAlike={addAlike} onOpen={setOpen} />
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
          blocked={unapprovable}
          onClick={() => send("approve")}
          size="sm"
          loading={decide.isPending && decide.variables.decision === "approve"}
          shortcut="a"
          testId="approve"
        >
          Approve
          {approval.needed > 1 && ` (${approval.votes + 1} of ${approval.needed})`}
          <kbd className={styles.hint}>A</kbd>
        </ActionButton>
      </div>
      {open === "edit" && <EditRequest approval={approval} onClose={() => setOpen(null)} />}
      {open === "glass" && <BreakGlass approval={approval} onClose={() => setOpen(null)} />}
    </>
  );
}

/** What came of choosing all that is like it, where the count of what is chosen does not say it. */
function Alike({ found }: { readonly found: Whole<Chosen> }): ReactElement | null {
  if (found.items.length > 0 && !found.cut) return null;
  return (
    <div className="sg-muted" role="status" data-testid="alike-found">
      {found.cut
        ? `The newest ${found.items.length.toLocaleString("en")} like this are chosen; more wait.`
        : "Nothing that waits is like this any more."}
    </div>
  );
}

interface MoreProps {
  readonly approval: ApprovalDetail;
  readonly editable: boolean;
  readonly choosing: boolean;
  readonly onAsk: () => void;
  readonly onAlike: () => void;
  readonly onOpen: (what: "edit" | "glass") => void;
}

function More({ approval, editable, choosing, onAsk, onAlike, onOpen }: MoreProps): ReactElement {
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="sm" loading={choosing} data-testid="more" aria-label="More ways to answer">
          More
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          disabled={!editable}
          onClick={() => onOpen("edit")}
          rightSection={<kbd className={styles.hint}>E</kbd>}
          data-testid="edit"
        >
          Change the request
        </Menu.Item>
        <Menu.Item disabled={!approval.canSay} onClick={onAsk} rightSection={<kbd className={styles.hint}>Q</kbd>} data-testid="ask">
          Ask the owner
        </Menu.Item>
        <Menu.Item disabled={!useMay("decide")} onClick={onAlike} rightSection={<kbd className={styles.hint}>⇧L</kbd>} data-testid="alike">
          Select all like this
        </Menu.Item>
        {approval.canBreakGlass && (
          <>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => onOpen("glass")} data-testid="break-glass">
              Break the glass
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
