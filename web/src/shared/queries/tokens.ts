import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

/** Clients of the token service that a skill has. Under the skill's own key: what changes the skill changes them. */
export const skillClientsQuery = (skillId: string) =>
  queryOptions({
    queryKey: [...keys.skills, "one", skillId, "clients"],
    queryFn: () => read(api.GET("/api/v1/skills/{skillId}/clients", { params: { path: { skillId } } })),
  });

/** Which tokens of trusted issuers stand for a skill. */
export const skillIssuersQuery = (skillId: string) =>
  queryOptions({
    queryKey: [...keys.skills, "one", skillId, "issuers"],
    queryFn: () => read(api.GET("/api/v1/skills/{skillId}/issuer-mappings", { params: { path: { skillId } } })),
  });

export const trustedIssuersQuery = queryOptions({
  queryKey: keys.issuers,
  queryFn: () => read(api.GET("/api/v1/trusted-issuers")),
});

/** Credentials of programs for the management API, the newest first. */
export const apiTokensQuery = infiniteQueryOptions({
  queryKey: keys.tokens,
  queryFn: ({ pageParam }) =>
    read(api.GET("/api/v1/tokens", { params: { query: { limit: 100, ...(pageParam && { cursor: pageParam }) } } })),
  initialPageParam: "",
  getNextPageParam: (page) => page.next,
  select: (data) => data.pages.flatMap((page) => page.items),
});
