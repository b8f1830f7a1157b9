import { useState, type ReactElement } from "react";
import { Button, TextInput } from "@mantine/core";
import { useStale } from "#shared/live/live-context.ts";
import { useMay } from "#shared/queries/roles.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import styles from "./approvals.module.css";
import { bulkWords } from "./bulk-words.ts";
import { StepUp } from "#shared/credentials/step-up.tsx";
import { useBulk, type Chosen } from "./use-bulk.ts";

interface BulkBarProps {
  readonly chosen: readonly Chosen[];
  readonly onClear: () => void;
}

/** One word about all that is chosen. Stays until it is closed, so that what came of it can be read. */
export function BulkBar({ chosen, onClear }: BulkBarProps): ReactElement {
  const stale = useStale();
  const allowed = useMay("decide") ? stale : "A reviewer or an administrator decides.";
  const [note, setNote] = useState("");
  const bulk = useBulk();
  const blocked = bulk.isPending ? "They are being decided." : allowed;
  const send = (decision: "approve" | "deny", items: readonly Chosen[]): void => {
    if (!bulk.isPending) bulk.mutate({ decision, note, items });
  };
  const again = (bulk.data ?? []).filter(({ problem }) => problem === "step_up_needed").map(({ id }) => id);
  return (
    <div className={styles.bulk} role="region" aria-label="Decide about many" data-testid="bulk">
      {bulk.data === undefined ? (
        <>
          <div className={styles.barRow}>
            <strong data-testid="bulk-count" title="Each decision is bound to the digest of what is shown of that request">
              {chosen.length} chosen
            </strong>
            <Button variant="subtle" size="compact-xs" ml="auto" onClick={onClear}>
              Choose none
            </Button>
          </div>
          <div className={styles.barRow}>
            <TextInput
              className={styles.note}
              size="xs"
              aria-label="Note for all"
              placeholder="Note for all"
              maxLength={1000}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <ActionButton
              size="xs"
              variant="outline"
              color="red"
              blocked={blocked}
              loading={bulk.isPending && bulk.variables.decision === "deny"}
              testId="bulk-deny"
              onClick={() => send("deny", chosen)}
            >
              Deny {chosen.length}
            </ActionButton>
            <ActionButton
              size="xs"
              blocked={blocked}
              loading={bulk.isPending && bulk.variables.decision === "approve"}
              testId="bulk-approve"
              onClick={() => send("approve", chosen)}
            >
              Approve {chosen.length}
            </ActionButton>
          </div>
          {bulk.isError && <Problem error={bulk.error} />}
        </>
      ) : (
        <>
          <div className={styles.barRow} role="status" data-testid="bulk-result">
            <span>{bulkWords(bulk.data).join("; ")}</span>
            <Button variant="default" size="compact-xs" ml="auto" onClick={onClear}>
              Close
            </Button>
          </div>
          {again.length > 0 && (
            <StepUp
              onDone={() =>
                send(
                  bulk.variables.decision,
                  bulk.variables.items.filter(({ id }) => again.includes(id)),
                )
              }
            />
          )}
        </>
      )}
    </div>
  );
}
