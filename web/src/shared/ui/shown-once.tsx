import { type ReactElement, type ReactNode } from "react";
import { Button, CopyButton, Group } from "@mantine/core";
import { useUnsaved } from "../unsaved/unsaved-context.ts";
import { Icon } from "./icon.tsx";
import styles from "./shown-once.module.css";

interface ShownOnceProps {
  readonly testId: string;
  readonly text: string;
  /** Whether there is no other way to it; then nobody leaves the page without a word. */
  readonly secret?: boolean;
  /** What whoever closes it says. */
  readonly done?: string;
  readonly onDone: () => void;
  readonly children: ReactNode;
}

/** A secret that was just made: it is shown until somebody has taken it along, and never again. */
export function ShownOnce({ testId, text, secret = true, done = "Done", onDone, children }: ShownOnceProps): ReactElement {
  useUnsaved(secret ? "a secret that is shown this once" : null);
  return (
    <div className={styles.once} role="status" data-testid={testId}>
      <span>{text}</span>
      {children}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {done}
        </Button>
      </Group>
    </div>
  );
}

interface CopyValueProps {
  readonly name?: string;
  readonly value: string;
  readonly testId: string;
}

/** A value to take along, with a button that copies it. */
export function CopyValue({ name, value, testId }: CopyValueProps): ReactElement {
  return (
    <div className={styles.value}>
      {name !== undefined && <span className={styles.name}>{name}</span>}
      <code data-testid={testId}>{value}</code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" onClick={copy} leftSection={<Icon name={copied ? "check" : "copy"} size={14} />}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
