import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import type { Meter, Usage } from "#shared/api/types.ts";
import { reconciliationsQuery, usageQuery } from "#shared/queries/billing.ts";
import { countText } from "#shared/time/format.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { everyDay, moneyText } from "./money.ts";
import styles from "./billing.module.css";

const width = 720;
const height = 96;

/** Use of this period by meter and day, what it costs, and what it will. */
export function UsageCard({ budgetCents }: { readonly budgetCents: number | null }): ReactElement {
  const usage = useQuery(usageQuery);
  const differing = (useQuery(reconciliationsQuery).data?.items ?? []).filter(({ difference }) => difference !== 0);
  return (
    <div className={styles.wide}>
      <Card
        title="Use of this period"
        aside={differing.length > 0 ? <Chip tone="danger">{differing.length} days that Stripe counts otherwise</Chip> : undefined}
      >
        {usage.isPending && <LoadingRows rows={4} />}
        {usage.isError && <Problem error={usage.error} retry={() => void usage.refetch()} />}
        {usage.data !== undefined && (
          <div className={styles.pad}>
            <dl className={styles.tiles}>
              <Tile name="so far" value={moneyText(usage.data.costCents, usage.data.currency)} />
              <Tile name="forecast" value={moneyText(usage.data.forecastCents, usage.data.currency)} />
              {budgetCents !== null && <Tile name="budget" value={moneyText(budgetCents, usage.data.currency)} />}
            </dl>
            {usage.data.meters.map((meter) => (
              <MeterBars key={meter.key} meter={meter} usage={usage.data} />
            ))}
            <p className={styles.note}>
              Recorded requests count when they end; what was refused for a limit or a stop, or could not be served, does not. Without taxes
              and coupons.
            </p>
            {differing.map(({ day, meter, sent, counted }) => (
              <p className={styles.note} key={`${day} ${meter}`}>
                {day}: {countText(sent)} sent, {countText(counted)} counted by Stripe.
              </p>
            ))}
          </div>
        )}
      </Card>
    </div>
  );
}

function Tile({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function MeterBars({ meter, usage }: { readonly meter: Meter; readonly usage: Usage }): ReactElement {
  const days = everyDay(usage.from, usage.until, meter.days);
  const most = Math.max(1, ...days.map(({ quantity }) => quantity));
  const step = width / Math.max(1, days.length);
  return (
    <figure className={styles.figure}>
      <figcaption>
        <b>{meter.name}</b>: {countText(meter.quantity)}, forecast {countText(meter.forecast)}
        {meter.unitCents > 0 && `, ${moneyText(meter.unitCents, usage.currency)} each`}
      </figcaption>
      <svg
        className={styles.bars}
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${meter.name}: ${countText(meter.quantity)} in this period`}
        data-testid={`usage-${meter.key}`}
      >
        <line className={styles.base} x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} />
        {days.map(({ day, quantity }, index) =>
          quantity === 0 ? null : (
            <rect
              key={day}
              className={styles.bar}
              x={index * step + 1}
              width={Math.max(2, step - 2)}
              y={height - Math.max(3, (quantity / most) * (height - 4))}
              height={Math.max(3, (quantity / most) * (height - 4))}
            >
              <title>{`${day}: ${countText(quantity)}`}</title>
            </rect>
          ),
        )}
      </svg>
      <div className={styles.axis}>
        <span>{days[0]?.day}</span>
        <span>{days.at(-1)?.day}</span>
      </div>
    </figure>
  );
}
