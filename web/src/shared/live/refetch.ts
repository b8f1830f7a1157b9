import type { QueryClient, QueryKey } from "@tanstack/react-query";

/**
 * Fetches anew what an event made old. A first load that is under way is not begun again by that, and may have been read before
 * the event: it is fetched once more when it has come.
 */
export function refetch(client: QueryClient, queryKey: QueryKey): void {
  const early = new Set(
    client.getQueryCache().findAll({ queryKey, fetchStatus: "fetching", predicate: ({ state }) => state.data === undefined }),
  );
  const settled = client.invalidateQueries({ queryKey });
  if (early.size > 0) void settled.then(() => client.invalidateQueries({ predicate: (query) => early.has(query) }));
}
