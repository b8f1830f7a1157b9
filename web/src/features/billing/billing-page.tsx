import { useEffect, type ReactElement } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import { billingQuery } from "#shared/queries/billing.ts";
import { keys } from "#shared/queries/keys.ts";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { Budget } from "./budget.tsx";
import { Invoices } from "./invoices.tsx";
import { Limits } from "./limits.tsx";
import { Notices } from "./notices.tsx";
import { Plans } from "./plans.tsx";
import { Standing } from "./standing.tsx";
import { UsageCard } from "./usage.tsx";
import styles from "./billing.module.css";

/** What the organisation pays, for what, and how. */
export function BillingPage(): ReactElement {
  const billing = useQuery(billingQuery);
  useReturnFromStripe();
  return (
    <Page title="Billing">
      <div className={pageStyles.body}>
        {billing.isPending && <LoadingRows rows={6} />}
        {billing.isError && <Problem error={billing.error} retry={() => void billing.refetch()} />}
        {billing.data?.isOn === false && (
          <Empty icon="card" title="Billing is off">
            This installation takes no payment: nothing is limited by a plan. Your operator turns billing on with a key of Stripe.
          </Empty>
        )}
        {billing.data?.isOn === true && (
          <div className={styles.body}>
            <Notices billing={billing.data} />
            <Standing billing={billing.data} />
            <Limits billing={billing.data} />
            <Plans billing={billing.data} />
            <UsageCard budgetCents={billing.data.budgetCents} />
            <Budget key={billing.data.budgetCents} billing={billing.data} />
            <Invoices />
          </div>
        )}
      </div>
    </Page>
  );
}

/** Whoever comes back from Stripe sees what they did there, also where its event is late. */
function useReturnFromStripe(): void {
  const returned = useSearch({ from: "/frame/settings/billing" }).checkout === "done";
  const navigate = useNavigate();
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: () => read(api.POST("/api/v1/billing/refresh")),
    onSettled: () => client.invalidateQueries({ queryKey: keys.billing }),
  });
  useEffect(() => {
    if (!returned) return;
    mutate();
    void navigate({ to: "/settings/billing", search: {}, replace: true });
  }, [returned, mutate, navigate]);
}
