import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import type { SearchResult } from "../api/types.ts";
import { keys } from "./keys.ts";
import { readWhole } from "./whole.ts";

/** What the API is asked for: its own parameters, without cursor and limit. */
export interface SearchAsk {
  readonly q?: string;
  readonly input?: string;
  readonly order?: "best";
  readonly from?: string;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly minTokens?: number;
  readonly maxTokens?: number;
  /** Millionths of a US dollar. */
  readonly minCost?: number;
  readonly maxCost?: number;
  readonly skill?: readonly string[];
  readonly owner?: readonly string[];
  readonly label?: readonly string[];
  readonly tool?: readonly string[];
  readonly host?: readonly string[];
  readonly finding?: readonly string[];
  readonly rule?: readonly string[];
  readonly decision?: readonly string[];
  readonly outcome?: readonly string[];
  readonly model?: readonly string[];
}

/**
 * Turns that are found. While a word is being typed, its beginning is asked for first, and the word itself when nothing begins so.
 * An answer that is out of date is dropped, and its request given up.
 */
export const searchQuery = (ask: SearchAsk, unfinished: string | null) =>
  infiniteQueryOptions({
    queryKey: [...keys.search, "turns", ask, unfinished],
    initialPageParam: { q: unfinished ?? ask.q ?? "", cursor: "" },
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    queryFn: async ({ pageParam, signal }) => {
      const get = async (q: string): Promise<SearchResult & { readonly q: string }> => ({
        ...(await read(api.GET("/api/v1/search", { signal, params: { query: queryOf(ask, q, pageParam.cursor) } }))),
        q,
      });
      const first = await get(pageParam.q);
      const whole = ask.q ?? "";
      return first.items.length === 0 && pageParam.cursor === "" && pageParam.q !== whole ? get(whole) : first;
    },
    getNextPageParam: (page) => (page.next === null ? undefined : { q: page.q, cursor: page.next }),
  });

function queryOf(ask: SearchAsk, q: string, cursor: string) {
  const { skill, owner, label, tool, host, finding, rule, decision, outcome, model, ...rest } = ask;
  const lists = { skill, owner, label, tool, host, finding, rule, decision, outcome, model };
  return {
    ...rest,
    ...Object.fromEntries(Object.entries(lists).flatMap(([kind, values]) => (values === undefined ? [] : [[kind, [...values]]]))),
    limit: 50,
    ...(q === "" ? {} : { q }),
    ...(cursor === "" ? {} : { cursor }),
  };
}

/** Where the same turns are a table. */
export function searchTableAddress(ask: SearchAsk): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(ask) as [string, string | number | readonly string[]][]) {
    if (name === "order") continue;
    for (const one of typeof value === "object" ? value : [value]) query.append(name, String(one));
  }
  return `/api/v1/search.csv?${query.toString()}`;
}

export const savedSearchesQuery = queryOptions({
  queryKey: [...keys.search, "saved"],
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/saved-searches", { signal, params: { query } }))),
  select: ({ items }) => items,
});

export function saveSearch(name: string, query: string, shared: boolean) {
  return read(api.POST("/api/v1/saved-searches", { body: { name, query, shared } }));
}

export function deleteSavedSearch(id: string) {
  return read(api.DELETE("/api/v1/saved-searches/{savedSearchId}", { params: { path: { savedSearchId: id } } }));
}
