export const parts = ["rules", "versions", "matches", "shadow", "backtest"] as const;

export type PolicyPart = (typeof parts)[number];

/** What the address says of the page: the part, the version, and the one that it is compared with. */
export interface PoliciesSearch {
  readonly part?: PolicyPart;
  readonly version?: number;
  readonly against?: number;
  readonly archived?: boolean;
}

export function readPoliciesSearch(search: Record<string, unknown>): PoliciesSearch {
  const part = parts.find((known) => known === search.part);
  const version = numberOf(search.version);
  const against = numberOf(search.against);
  return {
    ...(part === undefined || part === "rules" ? {} : { part }),
    ...(version === null ? {} : { version }),
    ...(against === null ? {} : { against }),
    ...(search.archived === true ? { archived: true } : {}),
  };
}

/** The same with another part. */
export function withPart(search: PoliciesSearch, part: PolicyPart): PoliciesSearch {
  return readPoliciesSearch({ ...search, part });
}

/** Another version, beside what it is compared with by itself. */
export function withVersion(search: PoliciesSearch, version: number): PoliciesSearch {
  return readPoliciesSearch({ ...search, version, against: null });
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
}
