import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

/** A list, part by part, the newest first. */
export const locksQuery = (state: "standing" | "lifted") =>
  infiniteQueryOptions({
    queryKey: [...keys.locks, state],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      read(api.GET("/api/v1/locks", { params: { query: { state, limit: 100, ...(pageParam === "" ? {} : { cursor: pageParam }) } } })),
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
