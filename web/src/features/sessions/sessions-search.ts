export interface SessionsSearch {
  /** Left out for all. */
  readonly status?: "live";
  /** A skill's id. */
  readonly skill?: string;
}

export function readSessionsSearch(search: Record<string, unknown>): SessionsSearch {
  return {
    ...(search.status === "live" ? { status: "live" as const } : {}),
    ...(typeof search.skill === "string" ? { skill: search.skill } : {}),
  };
}

export interface SessionSearch {
  /** The label whose places are shown. */
  readonly label?: string;
  /** The exchange that the page begins at. */
  readonly turn?: string;
}

export function readSessionSearch(search: Record<string, unknown>): SessionSearch {
  return {
    ...(typeof search.label === "string" ? { label: search.label } : {}),
    ...(typeof search.turn === "string" ? { turn: search.turn } : {}),
  };
}
