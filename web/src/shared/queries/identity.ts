import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import type { EventStream } from "../api/types.ts";
import { keys } from "./keys.ts";
import { readWhole } from "./whole.ts";

export const providersQuery = queryOptions({
  queryKey: [...keys.identity, "providers"],
  queryFn: () => read(api.GET("/api/v1/identity-providers")),
  select: (page) => page.items,
});

export const domainsQuery = queryOptions({
  queryKey: [...keys.identity, "domains"],
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/domains", { signal, params: { query } }))),
  select: ({ items }) => items,
});

/** The stream of security events of a provider; null where there is none. */
export const eventStreamQuery = (providerId: string) =>
  queryOptions({
    queryKey: [...keys.identity, "events", providerId],
    queryFn: async (): Promise<EventStream | null> => {
      const call = api.GET("/api/v1/identity-providers/{providerId}/events", { params: { path: { providerId } } });
      return (await call).response.status === 404 ? null : read(call);
    },
  });

/** Where somebody is signed in. */
export const signInsQuery = (userId: string) =>
  queryOptions({
    queryKey: [...keys.identity, "sign-ins", userId],
    queryFn: () => read(api.GET("/api/v1/members/{userId}/sign-ins", { params: { path: { userId } } })),
    select: (page) => page.items,
  });

/** With what whoever is signed in does so. */
export const credentialsQuery = queryOptions({
  queryKey: [...keys.identity, "credentials"],
  queryFn: () => read(api.GET("/api/v1/session/credentials")),
});

/** Identity providers that an address leads to; all addresses of a domain lead to the same. */
export const waysQuery = (email: string) =>
  queryOptions({
    queryKey: [...keys.identity, "ways", email.slice(email.lastIndexOf("@")).toLowerCase()],
    queryFn: () => read(api.POST("/api/v1/session/ways", { body: { email } })),
    select: (ways) => ways.providers,
    retry: false,
    staleTime: 60_000,
  });
