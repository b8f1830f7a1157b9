import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";
import { readWhole } from "./whole.ts";

/** Ways by which people are told; read again while the page is open. */
export const channelsQuery = queryOptions({
  queryKey: [...keys.notifications, "channels"],
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/channels", { signal, params: { query } }))),
  select: ({ items }) => items,
  refetchInterval: 5_000,
});

/** The newest messages of a channel. */
export const messagesQuery = (channelId: string) =>
  queryOptions({
    queryKey: [...keys.notifications, "messages", channelId],
    queryFn: () => read(api.GET("/api/v1/channels/{channelId}/messages", { params: { path: { channelId }, query: { limit: 50 } } })),
    select: (page) => page.items,
    refetchInterval: 3_000,
  });

/** How the person who is signed in is told. */
export const personalQuery = queryOptions({
  queryKey: [...keys.notifications, "personal"],
  queryFn: () => read(api.GET("/api/v1/notifications")),
});
