import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";
import { readWhole } from "./whole.ts";

export const connectionsQuery = queryOptions({
  queryKey: keys.connections,
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/connections", { signal, params: { query } }))),
  select: ({ items }) => items,
});

export const memberInvitationsQuery = queryOptions({
  queryKey: keys.memberInvitations,
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/members/invitations", { signal, params: { query } }))),
  select: ({ items }) => items,
});

export const membersQuery = queryOptions({
  queryKey: keys.members,
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/members", { signal, params: { query } }))),
  select: ({ items }) => items,
});
