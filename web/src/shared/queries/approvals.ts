import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

export type ApprovalTab = "waiting" | "decided";

export const approvalsQuery = (state: ApprovalTab) =>
  infiniteQueryOptions({
    queryKey: [...keys.approvals, "list", state],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      read(api.GET("/api/v1/approvals", { params: { query: { state, limit: 100, ...(pageParam === "" ? {} : { cursor: pageParam }) } } })),
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

export const approvalQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.approvals, "one", id],
    queryFn: () => read(api.GET("/api/v1/approvals/{approvalId}", { params: { path: { approvalId: id } } })),
  });
