import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

export const grantsQuery = queryOptions({
  queryKey: [...keys.partners, "grants"],
  queryFn: () => read(api.GET("/api/v1/partners/grants", { params: { query: { limit: 200 } } })),
  select: (page) => page.items,
});

export const invitationsQuery = queryOptions({
  queryKey: [...keys.partners, "invitations"],
  queryFn: () => read(api.GET("/api/v1/partners/invitations", { params: { query: { limit: 200 } } })),
  select: (page) => page.items,
});
