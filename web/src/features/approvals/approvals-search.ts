export interface ApprovalsSearch {
  /** Left out for what waits. */
  readonly tab?: "decided";
}

export function readApprovalsSearch(search: Record<string, unknown>): ApprovalsSearch {
  return search.tab === "decided" ? { tab: "decided" } : {};
}
