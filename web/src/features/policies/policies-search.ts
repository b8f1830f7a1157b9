export const panes = ["rules", "versions", "matches", "shadow", "backtest"] as const;

export type PolicyPane = (typeof panes)[number];

/** What the address says of the page: the pane, the version, and the one that it is compared with. */
export interface PoliciesSearch {
  readonly pane?: PolicyPane;
  readonly version?: number;
  readonly against?: number;
  readonly archived?: boolean;
}

export function readPoliciesSearch(search: Record<string, unknown>): PoliciesSearch {
  const pane = panes.find((known) => known === search.pane);
  const version = numberOf(search.version);
  const against = numberOf(search.against);
  return {
    ...(pane === undefined || pane === "rules" ? {} : { pane }),
    ...(version === null ? {} : { version }),
    ...(against === null ? {} : { against }),
    ...(search.archived === true ? { archived: true } : {}),
  };
}

/** The same with another pane. */
export function withPane(search: PoliciesSearch, pane: PolicyPane): PoliciesSearch {
  return readPoliciesSearch({ ...search, pane });
}

/** Another version, beside what it is compared with by itself. */
export function withVersion(search: PoliciesSearch, version: number): PoliciesSearch {
  return readPoliciesSearch({ ...search, version, against: null });
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
}
