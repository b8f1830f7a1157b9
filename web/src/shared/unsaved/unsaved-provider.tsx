import { useCallback, useMemo, useState, type ReactElement, type ReactNode } from "react";
import { Button, Group, Modal, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { withoutOne } from "./all-written.ts";
import { UnsavedContext, type Unsaved } from "./unsaved-context.ts";

type Answer = (leaves: boolean) => void;

/** Asks before a page is left on which something is not saved. Another view of the same page is no other page. */
export function UnsavedProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [all, setAll] = useState<readonly string[]>([]);
  const written = all.at(-1) ?? null;
  const keep = useCallback((what: string) => {
    setAll((before) => [...before, what]);
    return () => setAll((before) => withoutOne(before, what));
  }, []);
  const [asked, setAsked] = useState<Answer | null>(null);
  const unsaved = useMemo<Unsaved>(
    () => ({
      keep,
      mayLeave: () =>
        written === null
          ? Promise.resolve(true)
          : new Promise<boolean>((resolve) => {
              setAsked((before: Answer | null) => {
                before?.(false);
                return resolve;
              });
            }),
    }),
    [keep, written],
  );
  useBlocker({
    disabled: written === null,
    shouldBlockFn: async ({ current, next }) => current.pathname !== next.pathname && !(await unsaved.mayLeave()),
  });
  const answer: Answer = (leaves) => {
    asked?.(leaves);
    setAsked(null);
  };
  return (
    <UnsavedContext value={unsaved}>
      {children}
      <Modal opened={asked !== null} onClose={() => answer(false)} title="Not saved" transitionProps={{ duration: 0 }}>
        <Text mb={16} data-testid="not-saved">
          This is thrown away: {written}.
        </Text>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" data-autofocus onClick={() => answer(false)} data-testid="keep-writing">
            Keep writing
          </Button>
          <Button color="red" onClick={() => answer(true)} data-testid="throw-away">
            Throw it away
          </Button>
        </Group>
      </Modal>
    </UnsavedContext>
  );
}
