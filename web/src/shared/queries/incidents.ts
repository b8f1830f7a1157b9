import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

export type IncidentStatus = "open" | "contained" | "closed";

export const incidentsQuery = (filter: { readonly status?: IncidentStatus; readonly session?: string }) =>
  queryOptions({
    queryKey: [...keys.incidents, "list", filter],
    queryFn: () => read(api.GET("/api/v1/incidents", { params: { query: { limit: 200, ...filter } } })),
    select: (page) => page.items,
  });

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.incidents, "one", id],
    queryFn: () => read(api.GET("/api/v1/incidents/{incidentId}", { params: { path: { incidentId: id } } })),
  });

export const incidentTimelineQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.incidents, "timeline", id],
    queryFn: () =>
      read(api.GET("/api/v1/incidents/{incidentId}/timeline", { params: { path: { incidentId: id }, query: { limit: 200 } } })),
    select: (page) => page.items,
  });
