import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import type { Evidence } from "../api/types.ts";
import { keys } from "./keys.ts";

const betweenLooks = 700;

/** Evidence, looked after until it is made. */
export const evidenceQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.evidence, id],
    queryFn: () => read(api.GET("/api/v1/evidence/{evidenceId}", { params: { path: { evidenceId: id } } })),
    refetchInterval: ({ state }) => (state.data?.state === "ready" || state.data?.state === "failed" ? false : betweenLooks),
  });

/** What was asked for from an incident, the newest first. */
export const evidenceOfIncidentQuery = (incident: string) =>
  queryOptions({
    queryKey: [...keys.incidents, "evidence", incident],
    queryFn: () => read(api.GET("/api/v1/evidence", { params: { query: { incident, limit: 50 } } })),
    select: (page) => page.items,
  });

/** Named sessions, or all that an incident gathers by now. */
export type EvidenceWanted = { readonly sessions: string[] } | { readonly incidentId: string };

export function requestEvidence(wanted: EvidenceWanted): Promise<Evidence> {
  return read(api.POST("/api/v1/evidence", { body: wanted }));
}
