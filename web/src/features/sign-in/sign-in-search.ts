export interface SignInSearch {
  /** Where to go afterwards: a path of this portal. */
  readonly then?: string;
}

export function readSignInSearch(search: Record<string, unknown>): SignInSearch {
  const then = search.then;
  // Only a path of this origin: `//host` and `/\host` would lead elsewhere.
  return typeof then === "string" && /^\/(?![/\\])/.test(then) ? { then } : {};
}
