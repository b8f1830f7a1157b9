import { useState, type ReactElement } from "react";
import { NumberInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { Billing, Plan } from "#shared/api/types.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { moneyText } from "./money.ts";
import styles from "./billing.module.css";

/** Every plan; those that are sold lead to Stripe's checkout. */
export function Plans({ billing }: { readonly billing: Billing }): ReactElement {
  return (
    <div className={styles.wide}>
      <Card title="Plans">
        <ul className={styles.plans}>
          {billing.plans.map((plan) => (
            <One key={plan.key} plan={plan} billing={billing} />
          ))}
        </ul>
      </Card>
    </div>
  );
}

function One({ plan, billing }: { readonly plan: Plan; readonly billing: Billing }): ReactElement {
  const here = billing.plan === plan.key;
  return (
    <li className={styles.one} data-testid={`plan-${plan.key}`} data-here={here ? "" : undefined}>
      <h3>
        {plan.name} {here && <Chip tone="accent">yours</Chip>}
      </h3>
      <p className={styles.note}>{plan.description}</p>
      <p className={styles.price}>
        {plan.isSold ? (
          <>
            <b>{moneyText(plan.seatCents, billing.currency)}</b> a seat and month, {moneyText(plan.requestCents, billing.currency)} a
            request
          </>
        ) : plan.key === "free" ? (
          <b>{moneyText(0, billing.currency)}</b>
        ) : (
          "By agreement"
        )}
      </p>
      {plan.isSold && !here && <Choose plan={plan} billing={billing} />}
    </li>
  );
}

function Choose({ plan, billing }: { readonly plan: Plan; readonly billing: Billing }): ReactElement {
  const least = Math.max(1, billing.limits?.seats ?? 1);
  const [seats, setSeats] = useState(least);
  const checkout = useMutation({
    mutationFn: () => read(api.POST("/api/v1/billing/checkout", { body: { plan: plan.key, seats } })),
    onSuccess: ({ url }) => {
      window.location.assign(url);
    },
  });
  const tried = plan.trialDays > 0 && billing.trialDays > 0;
  const fields = checkout.isError ? toProblem(checkout.error).fields : {};
  return (
    <form
      className={styles.choose}
      onSubmit={(event) => {
        event.preventDefault();
        checkout.mutate();
      }}
    >
      <NumberInput
        size="xs"
        label="Seats"
        min={least}
        max={10_000}
        allowDecimal={false}
        required
        value={seats}
        error={fields.seats?.[0]}
        data-testid="checkout-seats"
        onChange={(value) => {
          setSeats(Number(value));
        }}
      />
      <ActionButton type="submit" size="xs" testId={`choose-${plan.key}`} blocked={null} loading={checkout.isPending || checkout.isSuccess}>
        {tried ? `Try ${plan.name} for ${String(plan.trialDays)} days` : `Choose ${plan.name}`}
      </ActionButton>
      <p className={styles.note}>You pay at Stripe; coupons and tax ids are entered there.</p>
      {checkout.isError && <Problem error={checkout.error} />}
    </form>
  );
}
