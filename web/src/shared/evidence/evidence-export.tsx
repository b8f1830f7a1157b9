import { useState, type ReactElement } from "react";
import { Button, Modal, Progress } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Evidence } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { evidenceQuery, requestEvidence, type EvidenceWanted } from "#shared/queries/evidence.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { may } from "#shared/queries/session.ts";
import { bytesText } from "#shared/time/format.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./evidence-export.module.css";

interface EvidenceExportProps {
  readonly wanted: EvidenceWanted;
  /** What it is of, behind "of", such as "this session". */
  readonly of: string;
  /** Why there is nothing to export, in words. */
  readonly nothing?: string | null;
}

/** Takes sessions away as a zip that proves itself. */
export function EvidenceExport({ wanted, of, nothing = null }: EvidenceExportProps): ReactElement {
  const [open, setOpen] = useState(false);
  const signedIn = useSession();
  const stale = useStale();
  const blocked = may(signedIn, "audit") ? (nothing ?? stale) : "A responder, an auditor or an administrator takes evidence away.";
  const request = useMutation({ mutationFn: () => requestEvidence(wanted) });
  const close = (): void => {
    setOpen(false);
    // What was asked for is made without this dialog; asked again, there may be more to take.
    if ("incidentId" in wanted) request.reset();
  };
  return (
    <>
      <ActionButton
        variant="default"
        blocked={blocked}
        leftSection={<Icon name="document" size={14} />}
        testId="export-evidence"
        onClick={() => {
          setOpen(true);
          if (!request.isPending && request.data === undefined) request.mutate();
        }}
      >
        Export evidence
      </ActionButton>
      <Modal opened={open} onClose={close} title={`Evidence of ${of}`} size="lg" centered>
        <div className={styles.body} data-testid="evidence">
          {request.isError && <Problem error={request.error} retry={() => request.mutate()} />}
          {request.data === undefined ? (
            !request.isError && <Working done={0} total={null} />
          ) : (
            <Making first={request.data} again={() => request.mutate()} />
          )}
          <p className={styles.what}>
            A zip with every record of {of}, its masked content, the signed checkpoints that prove it, and a report to read or print. It is
            kept for a week; who asks for it and who downloads it stands in the audit log.
          </p>
        </div>
      </Modal>
    </>
  );
}

function Making({ first, again }: { readonly first: Evidence; readonly again: () => void }): ReactElement {
  const { data = first, error } = useQuery(evidenceQuery(first.id));
  if (error !== null) return <Problem error={error} />;
  if (data.state === "failed")
    return (
      <div className={styles.failed} role="alert">
        <span>It could not be made. {data.reason}</span>
        <Button variant="default" size="compact-sm" onClick={again}>
          Try again
        </Button>
      </div>
    );
  if (data.state !== "ready") return <Working done={data.done} total={data.total} />;
  return (
    <>
      <div className={styles.ready} data-testid="evidence-ready">
        <Icon name="check" />
        <span>
          Ready, {bytesText(data.size ?? 0)}, asked for <TimeAgo iso={data.createdAt} /> <CopyId value={data.id} label="evidence id" />
        </span>
        <Button
          component="a"
          href={`/api/v1/evidence/${data.id}/file`}
          download={`${data.id}.zip`}
          leftSection={<Icon name="down" size={14} />}
          data-testid="download-evidence"
        >
          Download
        </Button>
        <Button variant="default" onClick={again} data-testid="evidence-again">
          Make it anew
        </Button>
      </div>
      <div className={styles.how}>
        <span>Whoever gets it checks it offline, with keys from this installation:</span>
        <pre className="sg-mono">
          {`curl -O ${location.origin}/.well-known/saasgate-keys\nsaasgate verify ${data.id}.zip --key saasgate-keys`}
        </pre>
      </div>
    </>
  );
}

function Working({ done, total }: { readonly done: number; readonly total: number | null }): ReactElement {
  const words = total === null ? "Signing a checkpoint over all that is recorded…" : done < total ? "Writing…" : "Packing…";
  return (
    <div className={styles.working} aria-live="polite" data-testid="evidence-working">
      <span>{words}</span>
      <Progress value={total === null ? 8 : 10 + (85 * done) / Math.max(1, total)} animated size="sm" aria-label="Progress" />
    </div>
  );
}
