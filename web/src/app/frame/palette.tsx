import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import { Modal } from "@mantine/core";
import type { Session } from "#shared/api/types.ts";
import { Icon } from "#shared/ui/icon.tsx";
import styles from "./palette.module.css";
import { matching, usePaletteEntries } from "./palette-entries.ts";
import type { Destination } from "./use-leave.ts";

interface PaletteProps {
  readonly session: Session;
  readonly onClose: () => void;
  readonly onHelp: () => void;
  readonly onLeave: (to: Destination) => void;
}

/** Finds pages, skills, sessions and approvals by name, and does things. */
export function Palette({ session, onClose, onHelp, onLeave }: PaletteProps): ReactElement {
  const entries = usePaletteEntries(session, onHelp, onLeave);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const shown = useMemo(() => matching(entries, query), [entries, query]);
  const at = Math.min(active, shown.length - 1);

  const run = (index: number): void => {
    const entry = shown[index];
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  const move = (to: number): void => {
    const next = (to + shown.length) % Math.max(1, shown.length);
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const action = { ArrowDown: () => move(at + 1), ArrowUp: () => move(at - 1), Enter: () => run(at) }[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };

  return (
    <Modal.Root opened onClose={onClose} padding={0} size={560} yOffset="12vh" centered={false} transitionProps={{ duration: 0 }}>
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content aria-label="Search or act">
        <input
          className={styles.input}
          placeholder="Search or act"
          role="combobox"
          aria-label="Search or act"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
          data-autofocus
          data-testid="palette-input"
          value={query}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setActive(0);
          }}
        />
        <div ref={list} className={styles.list} id={id} role="listbox" aria-label="Results">
          {shown.map((entry, index) => (
            // Keys are handled by the input, which keeps the focus.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={entry.key}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              className={styles.item}
              aria-selected={index === at}
              data-danger={entry.danger === true ? "" : undefined}
              onMouseMove={() => setActive(index)}
              onClick={() => run(index)}
            >
              <Icon name={entry.icon} />
              <span className={styles.name}>{entry.name}</span>
              <span className={styles.kind}>{entry.kind}</span>
            </div>
          ))}
        </div>
        {shown.length === 0 && <div className={styles.none}>Nothing is called that.</div>}
      </Modal.Content>
    </Modal.Root>
  );
}
