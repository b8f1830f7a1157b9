import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";
import { readWhole } from "./whole.ts";

/** Receivers and how far each is; read again while the page is open. */
export const exportsQuery = queryOptions({
  queryKey: keys.exports,
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/exports", { signal, params: { query } }))),
  select: ({ items }) => items,
  refetchInterval: 5_000,
});
