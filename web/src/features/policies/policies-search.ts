export const tabs = ["rules", "versions", "matches", "shadow", "backtest"] as const;

export type PolicyTab = (typeof tabs)[number];

/** What the address says of the page: the tab, the version, and the one that it is compared with. */
export interface PoliciesSearch {
  readonly tab?: PolicyTab;
  readonly version?: number;
  readonly against?: number;
  readonly archived?: boolean;
}

export function readPoliciesSearch(search: Record<string, unknown>): PoliciesSearch {
  const tab = tabs.find((known) => known === search.tab);
  const version = numberOf(search.version);
  const against = numberOf(search.against);
  return {
    ...(tab === undefined || tab === "rules" ? {} : { tab }),
    ...(version === null ? {} : { version }),
    ...(against === null ? {} : { against }),
    ...(search.archived === true ? { archived: true } : {}),
  };
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
}
