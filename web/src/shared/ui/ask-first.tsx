import { useState, type ReactElement, type ReactNode } from "react";
import { Button } from "@mantine/core";
import { ActionButton } from "./action-button.tsx";

interface AskFirstProps {
  /** What is done, in a word: Revoke, Remove. */
  readonly act: string;
  /** What comes of it, in a sentence. */
  readonly warning: string;
  readonly blocked: string | null;
  readonly pending: boolean;
  readonly onAct: () => void;
  readonly testId: string;
  /** Shown beside it until somebody asks for it. */
  readonly children?: ReactNode;
}

/** An act in a row of a table that cannot be taken back: it says what comes of it, and asks once more. */
export function AskFirst({ act, warning, blocked, pending, onAct, testId, children }: AskFirstProps): ReactElement {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <>
        {children}
        <ActionButton variant="subtle" color="red" size="compact-xs" blocked={blocked} onClick={() => setAsking(true)} testId={testId}>
          {act}…
        </ActionButton>
      </>
    );
  return (
    <>
      <span className="sg-muted">{warning} </span>
      <ActionButton color="red" size="compact-xs" blocked={blocked} loading={pending} onClick={onAct} testId={`${testId}-confirm`}>
        {act}
      </ActionButton>{" "}
      <Button variant="default" size="compact-xs" onClick={() => setAsking(false)}>
        Keep
      </Button>
    </>
  );
}
