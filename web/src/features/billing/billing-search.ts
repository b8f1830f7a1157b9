export interface BillingSearch {
  /** Stripe's page sent the person back. */
  readonly checkout?: "done";
}

export function readBillingSearch(search: Record<string, unknown>): BillingSearch {
  return search.checkout === "done" ? { checkout: "done" } : {};
}
