import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ProblemError } from "#shared/api/problem.ts";
import { sessionQuery } from "#shared/queries/session.ts";

const mostTries = 3;

/** The page's cache. The feed says what is old; a refusal is not asked again, an outage is. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      // Signed out elsewhere, or timed out: the frame then shows the sign-in.
      onError: (error) => {
        if (error instanceof ProblemError && error.code === "sign_in_needed") client.setQueryData(sessionQuery.queryKey, null);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        networkMode: "always",
        retry: (failures, error) => failures < mostTries && !(error instanceof ProblemError && error.status > 0 && error.status < 500),
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}
