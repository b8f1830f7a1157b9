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

export function requestEvidence(sessions: string[]): Promise<Evidence> {
  return read(api.POST("/api/v1/evidence", { body: { sessions } }));
}
