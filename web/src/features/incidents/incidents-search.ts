import type { IncidentStatus } from "#shared/queries/incidents.ts";

export interface IncidentsSearch {
  /** Left out for all. */
  readonly status?: IncidentStatus;
}

export function readIncidentsSearch(search: Record<string, unknown>): IncidentsSearch {
  const { status } = search;
  return status === "open" || status === "contained" || status === "closed" ? { status } : {};
}
