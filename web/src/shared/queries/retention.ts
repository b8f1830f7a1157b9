import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";
import { readWhole } from "./whole.ts";

export const retentionQuery = queryOptions({ queryKey: [...keys.retention, "rules"], queryFn: () => read(api.GET("/api/v1/retention")) });

export const retentionReportQuery = queryOptions({
  queryKey: [...keys.retention, "report"],
  queryFn: () => read(api.GET("/api/v1/retention/report")),
});

export const holdsQuery = queryOptions({
  queryKey: [...keys.retention, "holds"],
  queryFn: ({ signal }) => readWhole((query) => read(api.GET("/api/v1/retention/holds", { signal, params: { query } }))),
  select: ({ items }) => items,
});
