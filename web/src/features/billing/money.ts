/** Cents as money; parts of a cent are shown where there are any. */
export function moneyText(cents: number, currency: string): string {
  return new Intl.NumberFormat("en", {
    style: "currency",
    currency: currency.toUpperCase(),
    minimumFractionDigits: 2,
    maximumFractionDigits: Number.isInteger(cents) ? 2 : 5,
  }).format(cents / 100);
}

export interface DayBar {
  readonly day: string;
  readonly quantity: number;
}

const dayMs = 86_400_000;

/** Every day of a period, from its first to its last, those without use too. */
export function everyDay(from: string, until: string, days: readonly DayBar[]): readonly DayBar[] {
  const known = new Map(days.map(({ day, quantity }) => [day, quantity]));
  const first = Math.floor(Date.parse(from) / dayMs);
  const last = Math.floor((Date.parse(until) - 1) / dayMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const day = new Date((first + index) * dayMs).toISOString().slice(0, 10);
    return { day, quantity: known.get(day) ?? 0 };
  });
}
