import type { ReactElement } from "react";
import { useMutation } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Billing } from "#shared/api/types.ts";
import { exactText, secondsOf } from "#shared/time/format.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip, type Tone } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card, Facts } from "#shared/ui/page.tsx";
import { TimeAhead } from "#shared/ui/time-text.tsx";
import styles from "./billing.module.css";

const tones: Readonly<Record<string, Tone>> = {
  active: "live",
  trialing: "accent",
  past_due: "wait",
  unpaid: "danger",
  paused: "wait",
  incomplete: "wait",
};

/** The plan in force, and how payment stands. */
export function Standing({ billing }: { readonly billing: Billing }): ReactElement {
  const plan = billing.plans.find(({ key }) => key === billing.plan);
  const manage = useMutation({
    mutationFn: () => read(api.POST("/api/v1/billing/portal")),
    onSuccess: ({ url }) => {
      window.location.assign(url);
    },
  });
  const at = (iso: string | null): ReactElement | null =>
    iso === null ? null : (
      <span title={exactText(secondsOf(iso))}>
        {new Date(iso).toLocaleDateString(undefined, { dateStyle: "medium" })}, <TimeAhead iso={iso} past="passed" />
      </span>
    );
  return (
    <Card
      title="Plan"
      aside={
        <Chip tone={tones[billing.status] ?? "plain"} testId="billing-status">
          {billing.status.replaceAll("_", " ")}
        </Chip>
      }
    >
      <div className={styles.pad}>
        <p className={styles.plan} data-testid="billing-plan">
          {plan?.name ?? billing.plan}
        </p>
        <p className={styles.note}>{billing.meaning}</p>
        <Facts
          facts={[
            { name: "Seats paid for", value: billing.seats },
            { name: "Payment method", value: billing.paymentMethod },
            { name: "Trial ends", value: at(billing.trialEnd) },
            { name: "Next payment", value: billing.cancelAt === null && billing.trialEnd === null ? at(billing.periodEnd) : null },
            { name: "Ends", value: at(billing.cancelAt) },
            { name: "Growth stops", value: at(billing.growthStopsAt) },
          ]}
        />
        <div className={styles.actions}>
          <ActionButton
            variant="default"
            size="xs"
            testId="manage-billing"
            blocked={billing.status === "none" ? "There is no subscription yet" : null}
            loading={manage.isPending || manage.isSuccess}
            onClick={() => {
              manage.mutate();
            }}
          >
            Manage payment
          </ActionButton>
        </div>
        {manage.isError && <Problem error={manage.error} />}
      </div>
    </Card>
  );
}
