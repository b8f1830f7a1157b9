import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";
import { readWhole } from "./whole.ts";

export const skillsQuery = queryOptions({
  queryKey: [...keys.skills, "list"],
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/skills", { signal, params: { query } }))),
  select: ({ items }) => items,
});

export const skillQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.skills, "one", id],
    queryFn: () => read(api.GET("/api/v1/skills/{skillId}", { params: { path: { skillId: id } } })),
  });

/** What a stop would do right now; read again each time it is shown. */
export const stopPreviewQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.skills, "one", id, "stop-preview"],
    staleTime: 0,
    gcTime: 0,
    queryFn: () => read(api.GET("/api/v1/skills/{skillId}/stop-preview", { params: { path: { skillId: id } } })),
  });
