export interface SignInSearch {
  /** Where to go afterwards: a path of this portal. */
  readonly then?: string;
  /** Why an identity provider's answer opened nothing. */
  readonly refused?: string;
}

export function readSignInSearch(search: Record<string, unknown>): SignInSearch {
  const { then, refused } = search;
  return {
    // Only a path of this origin: `//host` and `/\host` would lead elsewhere.
    ...(typeof then === "string" && /^\/(?![/\\])/.test(then) ? { then } : {}),
    ...(typeof refused === "string" ? { refused } : {}),
  };
}
