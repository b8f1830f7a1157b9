import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

export const locksQuery = (state: "standing" | "lifted") =>
  queryOptions({
    queryKey: [...keys.locks, state],
    queryFn: () => read(api.GET("/api/v1/locks", { params: { query: { state, limit: 200 } } })),
    select: (page) => page.items,
  });
