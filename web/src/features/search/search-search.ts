/** Kinds of values that turns are filtered by, in the order of the page. */
export const kinds = ["skill", "owner", "label", "tool", "host", "finding", "rule", "decision", "outcome", "model"] as const;

export type Kind = (typeof kinds)[number];

/** What is not less or not more than a number: bytes, tokens, and millionths of a US dollar. */
export const limits = ["minBytes", "maxBytes", "minTokens", "maxTokens", "minCost", "maxCost"] as const;

export type Limit = (typeof limits)[number];

export type SearchState = {
  readonly q?: string;
  /** What tools were called with. */
  readonly input?: string;
  readonly order?: "best";
  /** Only the last so many days. */
  readonly days?: number;
} & Readonly<Partial<Record<Limit, number>>> &
  Readonly<Partial<Record<Kind, readonly string[]>>>;

/** Of UTF-16 units, as the server takes it. */
const longestAsked = 500;

export function readSearchState(search: Record<string, unknown>): SearchState {
  const state: { -readonly [Name in keyof SearchState]: SearchState[Name] } = {};
  if (search.q !== undefined && search.q !== "") state.q = textOf(search.q);
  if (search.input !== undefined && search.input !== "") state.input = textOf(search.input);
  if (search.order === "best") state.order = "best";
  if (typeof search.days === "number" && search.days > 0) state.days = search.days;
  for (const limit of limits) {
    const value = search[limit];
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) state[limit] = value;
  }
  for (const kind of kinds) {
    const value = search[kind];
    const values = (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter((one) => typeof one === "string");
    if (values.length > 0) state[kind] = values;
  }
  return state;
}

/** The router reads `q=42` as a number; words are words. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** With a value chosen, or chosen no longer. */
export function toggled(state: SearchState, kind: Kind, value: string): SearchState {
  const chosen = state[kind] ?? [];
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  return next.length === 0 ? without(state, kind) : { ...state, [kind]: next };
}

/** All of it but one part. */
export function without(state: SearchState, name: keyof SearchState): SearchState {
  return Object.fromEntries(Object.entries(state).filter(([other]) => other !== name));
}

/** With a limit, or without it any more. */
export function limited(state: SearchState, limit: Limit, value: number | null): SearchState {
  return value === null ? without(state, limit) : { ...state, [limit]: value };
}

/** What is sent while somebody still types: the last word may go on. Null when nothing could go on. */
export function unfinished(text: string): string | null {
  const quotes = text.split('"').length - 1;
  const last = /(?:^|\s)([^\s"-][^\s"]*)$/u.exec(text)?.[1] ?? "";
  return quotes % 2 === 0 && /[\p{L}\p{N}]{3,}$/u.test(last) ? `${text}*` : null;
}

/** What was asked, in words: what is kept of a search that something was made of. */
export function askedText(state: SearchState): string {
  const parts = [
    state.q,
    state.input === undefined ? undefined : `tool input: ${state.input}`,
    ...kinds.map((kind) => (state[kind] === undefined ? undefined : `${kind}: ${state[kind].join(", ")}`)),
    ...limits.map((limit) => (state[limit] === undefined ? undefined : `${limit}: ${state[limit]}`)),
    state.days === undefined ? undefined : `last ${state.days} days`,
  ].filter((part) => part !== undefined);
  const text = parts.length === 0 ? "everything" : parts.join("; ");
  return text.length <= longestAsked
    ? text
    : `${Array.from(text)
        .slice(0, longestAsked / 2 - 1)
        .join("")}…`;
}
