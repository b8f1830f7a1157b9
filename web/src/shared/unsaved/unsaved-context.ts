import { createContext, useContext, useEffect } from "react";

export interface Unsaved {
  /** Says what somebody writes that is not saved, as in "throws away …"; null when there is nothing. */
  readonly setWritten: (what: string | null) => void;
  /** Asks before what is not saved is thrown away; true when nobody minds. */
  readonly mayLeave: () => Promise<boolean>;
}

export const UnsavedContext = createContext<Unsaved | null>(null);

export function useMayLeave(): () => Promise<boolean> {
  return useUnsavedContext().mayLeave;
}

/** Keeps the page from being left without a word while there is something that is not saved. */
export function useUnsaved(what: string | null): void {
  const { setWritten } = useUnsavedContext();
  useEffect(() => {
    if (what === null) return;
    setWritten(what);
    return () => setWritten(null);
  }, [what, setWritten]);
}

function useUnsavedContext(): Unsaved {
  const unsaved = useContext(UnsavedContext);
  if (unsaved === null) throw new Error("Pages on which something is written stand inside UnsavedProvider.");
  return unsaved;
}
