import { createContext, useContext, useEffect } from "react";

export interface Unsaved {
  /** Says what would be lost, as in "thrown away: …", until what it returns is called. */
  readonly keep: (what: string) => () => void;
  /** Asks before what is not saved is thrown away; true when nobody minds. */
  readonly mayLeave: () => Promise<boolean>;
}

export const UnsavedContext = createContext<Unsaved | null>(null);

export function useMayLeave(): () => Promise<boolean> {
  return useUnsavedContext().mayLeave;
}

/** Keeps the page from being left without a word while there is something that is not saved. */
export function useUnsaved(what: string | null): void {
  const { keep } = useUnsavedContext();
  useEffect(() => {
    return what === null ? undefined : keep(what);
  }, [what, keep]);
}

function useUnsavedContext(): Unsaved {
  const unsaved = useContext(UnsavedContext);
  if (unsaved === null) throw new Error("Pages on which something is written stand inside UnsavedProvider.");
  return unsaved;
}
