import { useState, type ReactElement } from "react";
import { toProblem } from "../api/problem.ts";
import { Problem } from "../ui/note.tsx";
import { StepUp } from "./step-up.tsx";

interface FreshProblemProps {
  readonly error: unknown;
  /** Does once more what was refused. */
  readonly again: () => void;
}

/** What went wrong. Where whoever asks is to show who they are, they can do so here, and it goes on. */
export function FreshProblem({ error, again }: FreshProblemProps): ReactElement {
  const [shown, setShown] = useState<unknown>(null);
  const { code, message } = toProblem(error);
  if (code !== "step_up_needed") return <Problem error={error} />;
  if (shown === error) return <></>;
  return (
    <div role="alert">
      <p className="sg-muted">{message}</p>
      <StepUp
        onDone={() => {
          setShown(error);
          again();
        }}
      />
    </div>
  );
}
