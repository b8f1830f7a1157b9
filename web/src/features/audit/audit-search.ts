export interface AuditSearch {
  /** Id of what entries are about. */
  readonly target?: string;
}

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  return typeof search.target === "string" && search.target !== "" ? { target: search.target } : {};
}
