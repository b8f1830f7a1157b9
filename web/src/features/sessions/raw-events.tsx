import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { chunksQuery, exchangeQuery } from "#shared/queries/sessions.ts";
import { LongText } from "#shared/text/body-text.tsx";
import { durationText } from "#shared/time/format.ts";
import { Fold } from "#shared/conversation/block-view.tsx";
import styles from "./session-page.module.css";

interface RawEventsProps {
  readonly id: string;
  readonly live: boolean;
  /** The answer as recorded. */
  readonly answer: string;
}

/** What went over the wire, masked as it is recorded: the request's body and the answer, byte for byte. */
export function RawEvents({ id, live, answer }: RawEventsProps): ReactElement {
  const request = useQuery(exchangeQuery(id));
  const chunks = useQuery(chunksQuery(id, live));
  const pieces = chunks.data?.bytes.length ?? 0;
  const took = chunks.data?.milliseconds.reduce((sum, elapsed) => sum + elapsed, 0) ?? 0;
  return (
    <div className={styles.raw} data-testid="raw-events">
      <Fold icon="document" title="Request body">
        <LongText text={request.data?.request ?? ""} code />
      </Fold>
      <Fold
        icon="document"
        title={pieces === 0 ? "Answer" : `Answer · ${pieces} ${pieces === 1 ? "piece" : "pieces"} in ${durationText(took)}`}
        open
      >
        <LongText text={answer} code />
      </Fold>
    </div>
  );
}
