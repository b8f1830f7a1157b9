import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import type { ResponseSlice } from "../api/types.ts";
import { keys } from "./keys.ts";

export interface SessionFilter {
  readonly status: "live" | "all";
  /** A skill's id, or null for all. */
  readonly skill: string | null;
}

export const sessionsQuery = (filter: SessionFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.sessions, "list", filter],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      read(
        api.GET("/api/v1/sessions", {
          params: {
            query: {
              status: filter.status,
              limit: 100,
              ...(filter.skill === null ? {} : { skill: filter.skill }),
              ...(pageParam === "" ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

export const sessionDetailQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.sessions, "one", id],
    queryFn: () => read(api.GET("/api/v1/sessions/{sessionId}", { params: { path: { sessionId: id } } })),
  });

// What was asked does not change once it is recorded.
export const exchangeQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.exchanges, id],
    staleTime: Infinity,
    queryFn: () => read(api.GET("/api/v1/exchanges/{exchangeId}", { params: { path: { exchangeId: id } } })),
  });

/** How an answer arrived, as far as it has come. */
export const chunksQuery = (id: string, live: boolean) =>
  queryOptions({
    queryKey: [...keys.exchanges, id, "chunks", live],
    staleTime: live ? 2_000 : Infinity,
    queryFn: () => read(api.GET("/api/v1/exchanges/{exchangeId}/chunks", { params: { path: { exchangeId: id } } })),
  });

/** Who looked at a session last. */
export const viewsQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.sessions, "views", id],
    queryFn: () => read(api.GET("/api/v1/sessions/{sessionId}/views", { params: { path: { sessionId: id }, query: { limit: 20 } } })),
  });

/** The next part of a response, from a byte position on. */
export function readResponse(exchangeId: string, after: number): Promise<ResponseSlice> {
  return read(api.GET("/api/v1/exchanges/{exchangeId}/response", { params: { path: { exchangeId }, query: { after } } }));
}
