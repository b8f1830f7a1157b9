import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";
import { readWhole } from "./whole.ts";

export const grantsQuery = queryOptions({
  queryKey: [...keys.partners, "grants"],
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/partners/grants", { signal, params: { query } }))),
  select: ({ items }) => items,
});

export const invitationsQuery = queryOptions({
  queryKey: [...keys.partners, "invitations"],
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/partners/invitations", { signal, params: { query } }))),
  select: ({ items }) => items,
});
