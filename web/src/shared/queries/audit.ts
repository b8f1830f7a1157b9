import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

/** Entries of the audit log, the newest first; read again while the page is open. */
export const auditQuery = (target: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...keys.audit, target],
    queryFn: ({ pageParam }) =>
      read(
        api.GET("/api/v1/audit", { params: { query: { limit: 100, ...(target && { target }), ...(pageParam && { cursor: pageParam }) } } }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    refetchInterval: 5_000,
  });
