import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";
import { readWhole } from "./whole.ts";

const firstPage: string | undefined = undefined;

export function policiesQuery(archived: boolean) {
  return queryOptions({
    queryKey: [...keys.policies, "list", archived],
    queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/policies", { signal, params: { query: { ...query, archived } } }))),
    select: ({ items }) => items,
  });
}

export function policyQuery(policyId: string) {
  return queryOptions({
    queryKey: [...keys.policies, policyId],
    queryFn: () => read(api.GET("/api/v1/policies/{policyId}", { params: { path: { policyId } } })),
  });
}

export const policySettingsQuery = queryOptions({
  queryKey: [...keys.policies, "settings"],
  queryFn: () => read(api.GET("/api/v1/policies/settings")),
});

export function policyVersionsQuery(policyId: string) {
  return queryOptions({
    queryKey: [...keys.policies, policyId, "versions"],
    queryFn: ({ signal }) =>
      readWhole((query) => read(api.GET("/api/v1/policies/{policyId}/versions", { signal, params: { path: { policyId }, query } }))),
    select: ({ items }) => items,
  });
}

/** A version never changes, but for what becomes of it. */
export function policyVersionQuery(policyId: string, version: number) {
  return queryOptions({
    queryKey: [...keys.policies, policyId, "versions", version],
    queryFn: () => read(api.GET("/api/v1/policies/{policyId}/versions/{version}", { params: { path: { policyId, version } } })),
  });
}

export function policyCommentsQuery(policyId: string, version: number) {
  return queryOptions({
    queryKey: [...keys.policies, policyId, "versions", version, "comments"],
    queryFn: ({ signal }) =>
      readWhole((query) =>
        read(
          api.GET("/api/v1/policies/{policyId}/versions/{version}/comments", { signal, params: { path: { policyId, version }, query } }),
        ),
      ),
    select: ({ items }) => items,
  });
}

export function policyMatchesQuery(policyId: string, shadow: boolean, rule: string | null) {
  return infiniteQueryOptions({
    queryKey: [...keys.policies, policyId, "matches", shadow, rule],
    queryFn: ({ pageParam }) =>
      read(
        api.GET("/api/v1/policies/{policyId}/matches", {
          params: {
            path: { policyId },
            query: { shadow, limit: 50, ...(rule === null ? {} : { rule }), ...(pageParam === undefined ? {} : { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function policyShadowQuery(policyId: string, version: number, days: number) {
  return queryOptions({
    queryKey: [...keys.policies, policyId, "shadow", version, days],
    queryFn: () => read(api.GET("/api/v1/policies/{policyId}/shadow", { params: { path: { policyId }, query: { version, days } } })),
  });
}

export function backtestsQuery(policyId: string) {
  return queryOptions({
    queryKey: [...keys.backtests, "of", policyId],
    queryFn: () => read(api.GET("/api/v1/policies/{policyId}/backtests", { params: { path: { policyId }, query: { limit: 20 } } })),
    select: (page) => page.items,
    // Progress is looked up while something runs; the end is told by the feed.
    refetchInterval: ({ state }) => (state.data?.items.some((backtest) => backtest.state === "running") === true ? 1000 : false),
  });
}

export function backtestDifferencesQuery(backtestId: string) {
  return infiniteQueryOptions({
    queryKey: [...keys.backtests, backtestId, "differences"],
    queryFn: ({ pageParam }) =>
      read(
        api.GET("/api/v1/backtests/{backtestId}/differences", {
          params: { path: { backtestId }, query: { limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function explanationQuery(exchangeId: string) {
  return queryOptions({
    queryKey: [...keys.exchanges, exchangeId, "explanation"],
    queryFn: () => read(api.GET("/api/v1/exchanges/{exchangeId}/explanation", { params: { path: { exchangeId } } })),
  });
}

/** Ready policies to begin with. */
export const policyPacksQuery = queryOptions({
  queryKey: [...keys.policies, "packs"],
  staleTime: Infinity,
  queryFn: () => read(api.GET("/api/v1/policies/packs")),
});

/** The JSON Schema of documents, as it is sent. */
export const policySchemaQuery = queryOptions({
  queryKey: [...keys.policies, "schema"],
  staleTime: Infinity,
  queryFn: async (): Promise<unknown> => read(api.GET("/api/v1/policies/schema", { parseAs: "json" })),
});

/** The language, explained in Markdown. */
export const policyGuideQuery = queryOptions({
  queryKey: [...keys.policies, "guide"],
  staleTime: Infinity,
  queryFn: () => read(api.GET("/api/v1/policies/guide", { parseAs: "text" })),
});

/** What is in force for a skill, in the order of merging. */
export function effectivePoliciesQuery(skill: string) {
  return queryOptions({
    queryKey: [...keys.policies, "effective", skill],
    queryFn: () => read(api.GET("/api/v1/policies/effective", { params: { query: { skill } } })),
  });
}
