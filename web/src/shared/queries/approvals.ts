import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import type { ApprovalSummary } from "../api/types.ts";
import { joinGlass } from "./broken-glass.ts";
import { keys } from "./keys.ts";
import { readWhole, type Whole } from "./whole.ts";

export type ApprovalTab = "waiting" | "mine" | "decided";

export type ApprovalOrder = "newest" | "ending";

/** A list, part by part: what waits, what of it the caller is asked about, or what has ended. */
export const approvalsQuery = (tab: ApprovalTab, order: ApprovalOrder = "newest") =>
  infiniteQueryOptions({
    queryKey: [...keys.approvals, "list", tab, order],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      read(
        api.GET("/api/v1/approvals", {
          params: {
            query: {
              state: tab === "decided" ? "decided" : "waiting",
              limit: 100,
              ...(tab === "mine" ? { mine: true } : {}),
              order,
              ...(pageParam === "" ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

export const approvalQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.approvals, "one", id],
    queryFn: () => read(api.GET("/api/v1/approvals/{approvalId}", { params: { path: { approvalId: id } } })),
  });

export const changesQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.approvals, "changes", id],
    queryFn: () => read(api.GET("/api/v1/approvals/{approvalId}/changes", { params: { path: { approvalId: id } } })),
  });

export const messagesQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.approvals, "messages", id],
    queryFn: () => read(api.GET("/api/v1/approvals/{approvalId}/messages", { params: { path: { approvalId: id } } })),
    select: (page) => page.items,
  });

/** The last approvals of one skill. */
export const historyQuery = (skillId: string) =>
  queryOptions({
    queryKey: [...keys.approvals, "history", skillId],
    queryFn: () => read(api.GET("/api/v1/approvals", { params: { query: { skill: skillId, limit: 30 } } })),
    select: (page) => page.items,
  });

const mostAlike = 10;

/** All that waits and is like one approval; read to the end, up to the most that are decided at once. */
export function readAlike(id: string): Promise<Whole<ApprovalSummary>> {
  return readWhole(
    (query) => read(api.GET("/api/v1/approvals", { params: { query: { ...query, state: "waiting", like: id } } })),
    mostAlike,
  );
}

export const likesQuery = queryOptions({
  queryKey: [...keys.approvals, "likes"],
  queryFn: ({ signal }) =>
    readWhole((query) => read(api.GET("/api/v1/approval-likes", { signal, params: { query: { ...query, live: true } } }))),
  select: ({ items }) => items,
});

export const groupsQuery = queryOptions({
  queryKey: [...keys.approvals, "groups"],
  queryFn: () => read(api.GET("/api/v1/reviewer-groups")),
  select: (page) => page.items,
});

export const brokenGlassQuery = queryOptions({
  queryKey: [...keys.approvals, "broken-glass"],
  queryFn: async ({ signal }) => {
    const [due, newest] = await Promise.all([
      readWhole((query) => read(api.GET("/api/v1/approvals/broken-glass", { signal, params: { query: { ...query, due: true } } }))),
      read(api.GET("/api/v1/approvals/broken-glass", { signal, params: { query: { limit: 50 } } })),
    ]);
    return joinGlass(due.items, newest.items);
  },
});
