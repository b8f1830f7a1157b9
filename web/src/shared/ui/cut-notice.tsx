import { useCallback, useSyncExternalStore, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { isCut, mostRead } from "../queries/whole.ts";
import { Icon } from "./icon.tsx";
import styles from "./note.module.css";

/** Says which lists in use are longer than what was read of them. */
export function CutNotice(): ReactElement | null {
  const cache = useQueryClient().getQueryCache();
  const cut = useSyncExternalStore(
    useCallback((listener) => cache.subscribe(listener), [cache]),
    () =>
      [
        ...new Set(cache.findAll({ type: "active", predicate: ({ state }) => isCut(state.data) }).map(({ queryKey }) => wordOf(queryKey))),
      ].join(", "),
  );
  if (cut === "") return null;
  return (
    <div className={styles.cut} role="status" data-testid="cut">
      <Icon name="warning" />
      Only the first {mostRead.toLocaleString("en")} are listed and can be chosen here: {cut}. The management API lists all of them.
    </div>
  );
}

const wordOf = ([kind]: readonly unknown[]): string => String(kind).replaceAll("-", " ");
