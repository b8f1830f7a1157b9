import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

export const retentionQuery = queryOptions({ queryKey: [...keys.retention, "rules"], queryFn: () => read(api.GET("/api/v1/retention")) });

export const retentionReportQuery = queryOptions({
  queryKey: [...keys.retention, "report"],
  queryFn: () => read(api.GET("/api/v1/retention/report")),
});

export const holdsQuery = queryOptions({
  queryKey: [...keys.retention, "holds"],
  queryFn: () => read(api.GET("/api/v1/retention/holds", { params: { query: { limit: 200 } } })),
  select: (page) => page.items,
});
