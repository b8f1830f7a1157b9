import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";
import { readWhole } from "./whole.ts";

export type IncidentStatus = "open" | "contained" | "closed";

/** A list, part by part, the newest first. */
export const incidentsQuery = (filter: { readonly status?: IncidentStatus; readonly session?: string }) =>
  infiniteQueryOptions({
    queryKey: [...keys.incidents, "list", filter],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      read(
        api.GET("/api/v1/incidents", { params: { query: { limit: 100, ...filter, ...(pageParam === "" ? {} : { cursor: pageParam }) } } }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

/** All of one status, to choose from. */
export const incidentChoicesQuery = (status: IncidentStatus) =>
  queryOptions({
    queryKey: [...keys.incidents, "choices", status],
    queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/incidents", { signal, params: { query: { ...query, status } } }))),
    select: ({ items }) => items,
  });

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.incidents, "one", id],
    queryFn: () => read(api.GET("/api/v1/incidents/{incidentId}", { params: { path: { incidentId: id } } })),
  });

export const incidentTimelineQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.incidents, "timeline", id],
    queryFn: ({ signal }) =>
      readWhole((query) =>
        read(api.GET("/api/v1/incidents/{incidentId}/timeline", { signal, params: { path: { incidentId: id }, query } })),
      ),
    select: ({ items }) => items,
  });
