import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";
import { readWhole } from "./whole.ts";

/** Who left, the last one first. */
export const offboardingsQuery = queryOptions({
  queryKey: [...keys.offboarding, "list"],
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/offboardings", { signal, params: { query } }))),
  select: ({ items }) => items,
});

export const offboardingRuleQuery = queryOptions({
  queryKey: [...keys.offboarding, "rule"],
  queryFn: () => read(api.GET("/api/v1/offboarding-rule")),
});

export const hrWebhooksQuery = queryOptions({
  queryKey: [...keys.offboarding, "hr"],
  queryFn: () => read(api.GET("/api/v1/hr-webhooks")),
  select: (page) => page.items,
});

/** The directory's address, tokens and numbers; read again while the page is open. */
export const directoryQuery = queryOptions({
  queryKey: [...keys.directory, "directory"],
  queryFn: () => read(api.GET("/api/v1/directory")),
  refetchInterval: 10_000,
});

export const directoryGroupsQuery = queryOptions({
  queryKey: [...keys.directory, "groups"],
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/directory/groups", { signal, params: { query } }))),
  select: ({ items }) => items,
});
