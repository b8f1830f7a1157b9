import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

export type ApprovalTab = "waiting" | "mine" | "decided";

/** A list, part by part: what waits, what of it the caller is asked about, or what has ended. */
export const approvalsQuery = (tab: ApprovalTab) =>
  infiniteQueryOptions({
    queryKey: [...keys.approvals, "list", tab],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      read(
        api.GET("/api/v1/approvals", {
          params: {
            query: {
              state: tab === "decided" ? "decided" : "waiting",
              limit: 100,
              ...(tab === "mine" ? { mine: true } : {}),
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
export async function readAlike(id: string): Promise<readonly { readonly id: string; readonly viewDigest: string }[]> {
  const alike: { readonly id: string; readonly viewDigest: string }[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < mostAlike; pages++) {
    const page = await readPart(id, cursor);
    alike.push(...page.items.map(({ id: one, viewDigest }) => ({ id: one, viewDigest })));
    cursor = page.next;
    if (cursor === null) break;
  }
  return alike;
}

const readPart = (id: string, cursor: string | null) =>
  read(
    api.GET("/api/v1/approvals", {
      params: { query: { state: "waiting", like: id, limit: 200, ...(cursor === null ? {} : { cursor }) } },
    }),
  );

export const likesQuery = queryOptions({
  queryKey: [...keys.approvals, "likes"],
  queryFn: () => read(api.GET("/api/v1/approval-likes", { params: { query: { live: true, limit: 200 } } })),
  select: (page) => page.items,
});

export const groupsQuery = queryOptions({
  queryKey: [...keys.approvals, "groups"],
  queryFn: () => read(api.GET("/api/v1/reviewer-groups")),
  select: (page) => page.items,
});

export const brokenGlassQuery = queryOptions({
  queryKey: [...keys.approvals, "broken-glass"],
  queryFn: () => read(api.GET("/api/v1/approvals/broken-glass", { params: { query: { limit: 50 } } })),
  select: (page) => page.items,
});
