import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

/** Receivers and how far each is; read again while the page is open. */
export const exportsQuery = queryOptions({
  queryKey: keys.exports,
  queryFn: () => read(api.GET("/api/v1/exports", { params: { query: { limit: 200 } } })),
  select: (page) => page.items,
  refetchInterval: 5_000,
});
