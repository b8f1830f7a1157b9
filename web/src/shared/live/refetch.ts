import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";

// What is fetched once more when it has come.
const early = new WeakSet<Query>();

/**
 * Fetches anew what an event made old. What is under way is never begun again by that, or a list of many pages would not come to an
 * end while much happens; it may have been read before the event, and is fetched once more when it has come.
 */
export function refetch(client: QueryClient, queryKey: QueryKey): void {
  const underWay = client.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" });
  void client.invalidateQueries({ queryKey }, { cancelRefetch: false });
  for (const query of underWay) {
    if (early.has(query)) continue;
    early.add(query);
    const again = (): void => {
      early.delete(query);
      void client.invalidateQueries({ predicate: (one) => one === query }, { cancelRefetch: false });
    };
    // Joins the fetch that is under way.
    query.fetch(undefined, { cancelRefetch: false }).then(again, again);
  }
}
