import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import { keys } from "./keys.ts";

// Who pays and reads nothing hears nothing of the feed: the page asks now and then.
const askAgainMs = 15_000;

export const billingQuery = queryOptions({
  queryKey: [...keys.billing, "account"],
  queryFn: () => read(api.GET("/api/v1/billing")),
  refetchInterval: askAgainMs,
});

export const usageQuery = queryOptions({
  queryKey: [...keys.billing, "usage"],
  queryFn: () => read(api.GET("/api/v1/billing/usage")),
  refetchInterval: 60_000,
});

export const invoicesQuery = queryOptions({
  queryKey: [...keys.billing, "invoices"],
  queryFn: () => read(api.GET("/api/v1/billing/invoices")),
});

export const reconciliationsQuery = queryOptions({
  queryKey: [...keys.billing, "reconciliations"],
  queryFn: () => read(api.GET("/api/v1/billing/reconciliations")),
});
