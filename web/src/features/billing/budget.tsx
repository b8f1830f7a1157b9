import { useState, type ReactElement } from "react";
import { NumberInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { Billing } from "#shared/api/types.ts";
import { keys } from "#shared/queries/keys.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import styles from "./billing.module.css";

/** What a period may cost before somebody is told. */
export function Budget({ billing }: { readonly billing: Billing }): ReactElement {
  const client = useQueryClient();
  const [amount, setAmount] = useState<number | null>(billing.budgetCents === null ? null : billing.budgetCents / 100);
  const save = useMutation({
    mutationFn: () => read(api.PUT("/api/v1/billing/budget", { body: { cents: amount === null ? null : Math.round(amount * 100) } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.billing }),
  });
  return (
    <div className={styles.wide}>
      <Card title="Budget">
        <form
          className={styles.budget}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <NumberInput
            size="xs"
            label={`A period, in ${billing.currency.toUpperCase()}`}
            min={1}
            decimalScale={2}
            value={amount ?? ""}
            placeholder="none"
            error={save.isError ? toProblem(save.error).fields.cents?.[0] : undefined}
            data-testid="budget-amount"
            onChange={(value) => {
              setAmount(value === "" ? null : Number(value));
            }}
          />
          <ActionButton type="submit" size="xs" variant="default" testId="save-budget" blocked={null} loading={save.isPending}>
            Save budget
          </ActionButton>
          <p className={styles.note}>
            Channels that are told of late payments and budgets hear when 80 and 100 % are reached. Nothing stops for a budget.
          </p>
          {save.isError && <Problem error={save.error} />}
        </form>
      </Card>
    </div>
  );
}
