export interface ApprovalsSearch {
  /** Left out for all that waits. */
  readonly tab?: "mine" | "decided";
  /** What of the open approval is shown; left out for the request. */
  readonly shown?: Part;
  /** Left out for the newest first. */
  readonly order?: "ending";
}

export type Part = "changes" | "history" | "thread";

const parts: readonly Part[] = ["changes", "history", "thread"];

export function readApprovalsSearch(search: Record<string, unknown>): ApprovalsSearch {
  const part = parts.find((known) => known === search.shown);
  return {
    ...(search.tab === "decided" || search.tab === "mine" ? { tab: search.tab } : {}),
    ...(part === undefined ? {} : { shown: part }),
    ...(search.order === "ending" ? { order: search.order } : {}),
  };
}
