import type { ReactElement, ReactNode } from "react";
import { Button, Skeleton } from "@mantine/core";
import { toProblem } from "../api/problem.ts";
import { Icon, type IconName } from "./icon.tsx";
import styles from "./note.module.css";

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
}

/** Nothing is here, and what that means. */
export function Empty({ icon, title, children }: EmptyProps): ReactElement {
  return (
    <div className={styles.note} data-testid="empty">
      <Icon name={icon} size={24} />
      <h3>{title}</h3>
      {children !== undefined && <p>{children}</p>}
    </div>
  );
}

interface ProblemProps {
  readonly error: unknown;
  readonly retry?: (() => void) | undefined;
}

/** What went wrong and what to do, in the server's words. */
export function Problem({ error, retry }: ProblemProps): ReactElement {
  const problem = toProblem(error);
  return (
    <div className={styles.problem} role="alert" data-testid="problem" data-code={problem.code}>
      <Icon name="warning" />
      <div>
        <p>{problem.message}</p>
        {problem.detail !== null && <p>{problem.detail}</p>}
        {problem.traceId !== null && <small className="sg-mono">trace {problem.traceId}</small>}
      </div>
      {retry !== undefined && (
        <Button variant="subtle" color="red" size="compact-xs" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Grey rows while a list is read for the first time. */
export function LoadingRows({ rows = 8, height = 28 }: { readonly rows?: number; readonly height?: number }): ReactElement {
  return (
    <div className={styles.rows} aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} radius={4} />
      ))}
    </div>
  );
}
