import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "../queries/keys.ts";

export interface BlastScope {
  readonly skill?: string;
  readonly owner?: string;
  readonly key?: string;
  readonly incident?: string;
  /** ISO times; left out for the last 30 days. */
  readonly from?: string;
  readonly to?: string;
}

export const blastQuery = (scope: BlastScope) =>
  queryOptions({
    queryKey: [...keys.blastRadius, scope],
    staleTime: 30_000,
    queryFn: () => read(api.GET("/api/v1/blast-radius", { params: { query: scope } })),
  });
