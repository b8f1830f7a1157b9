import { kinds, type LockKind } from "./lock-words.ts";

export interface LocksSearch {
  readonly state?: "lifted";
  /** With a target: opens the form with it. */
  readonly kind?: LockKind;
  readonly target?: string;
}

export function readLocksSearch(search: Record<string, unknown>): LocksSearch {
  const kind = kinds.find((known) => known.value === search.kind)?.value;
  return {
    ...(search.state === "lifted" ? { state: "lifted" } : {}),
    ...(kind === undefined ? {} : { kind }),
    ...(typeof search.target === "string" && search.target.length <= 100 ? { target: search.target } : {}),
  };
}
