import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

export const connectionsQuery = queryOptions({
  queryKey: keys.connections,
  queryFn: () => read(api.GET("/api/v1/connections", { params: { query: { limit: 200 } } })),
  select: (page) => page.items,
});

export const memberInvitationsQuery = queryOptions({
  queryKey: keys.memberInvitations,
  queryFn: () => read(api.GET("/api/v1/members/invitations", { params: { query: { limit: 200 } } })),
  select: (page) => page.items,
});

export const membersQuery = queryOptions({
  queryKey: keys.members,
  queryFn: () => read(api.GET("/api/v1/members", { params: { query: { limit: 200 } } })),
  select: (page) => page.items,
});
