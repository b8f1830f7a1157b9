import type { ReactElement } from "react";
import { Button, Tooltip, type ButtonProps } from "@mantine/core";

interface ActionButtonProps extends ButtonProps {
  /** Why it cannot be done now; null when it can. */
  readonly blocked: string | null;
  readonly onClick?: () => void;
  readonly type?: "button" | "submit";
  readonly testId: string;
  readonly shortcut?: string;
  /** Takes the keyboard when it appears. */
  readonly focused?: boolean;
}

/** A button that changes something. When it cannot be used it stays reachable and says why. */
export function ActionButton({
  blocked,
  onClick,
  type = "button",
  testId,
  shortcut,
  focused = false,
  children,
  ...rest
}: ActionButtonProps): ReactElement {
  const button = (
    <Button
      {...rest}
      ref={focused ? focus : null}
      type={type}
      data-testid={testId}
      {...(blocked === null ? {} : { "data-disabled": true })}
      aria-disabled={blocked !== null}
      aria-keyshortcuts={shortcut}
      onClick={(event) => {
        if (blocked !== null) event.preventDefault();
        else onClick?.();
      }}
    >
      {children}
    </Button>
  );
  return blocked === null ? button : <Tooltip label={blocked}>{button}</Tooltip>;
}

function focus(button: HTMLButtonElement | null): void {
  button?.focus();
}
