import type { Block, RequestModel, ResponseModel, ToolResult, Turn } from "./model.ts";

export interface ExchangeParts {
  readonly id: string;
  readonly request: RequestModel | null;
  readonly response: ResponseModel | null;
}

/** What one exchange adds to the session. */
export interface Section {
  readonly id: string;
  /** Set when it differs from the system prompt of the exchange that this one continues. */
  readonly system: string | null;
  readonly tools: readonly string[];
  /** New turns of the request, oldest first. */
  readonly turns: readonly Turn[];
  /** Turns at the beginning that an earlier section has shown. */
  readonly repeated: number;
  readonly response: ResponseModel | null;
  readonly raw: string | null;
}

export interface Composition {
  readonly sections: readonly Section[];
  /** Results of tools by the id of the call, wherever in the session they came back. */
  readonly results: ReadonlyMap<string, ToolResult>;
}

/**
 * Claude's API is stateless: each request sends the whole conversation again. This takes the repetition out: of each
 * exchange only what no earlier one had shown is left. Results of tools are put beside their calls.
 */
export function compose(exchanges: readonly ExchangeParts[]): Composition {
  const results = new Map<string, ToolResult>();
  const sections: Section[] = [];
  exchanges.forEach((exchange, index) => {
    const request = exchange.request;
    const before = request === null ? null : longestBeginning(exchanges.slice(0, index), request);
    const repeated = before === null || request === null ? 0 : shown(before, request);
    const turns = request?.turns.slice(repeated) ?? [];
    for (const block of [...(request?.turns ?? []).flatMap((turn) => turn.blocks), ...(exchange.response?.blocks ?? [])]) {
      if (block.kind === "tool-result") results.set(block.toolUseId, block);
    }
    sections.push({
      id: exchange.id,
      system: request !== null && request.system !== before?.exchange.request?.system ? request.system : null,
      tools: before === null ? (request?.tools ?? []) : [],
      turns,
      repeated,
      response: exchange.response,
      raw: request?.raw ?? null,
    });
  });
  return { sections, results };
}

interface Beginning {
  readonly exchange: ExchangeParts;
  readonly common: number;
}

function longestBeginning(earlier: readonly ExchangeParts[], request: RequestModel): Beginning | null {
  let best: Beginning | null = null;
  for (const exchange of earlier) {
    const common = commonLength(exchange.request?.keys ?? [], request.keys);
    if (common > 0 && (best === null || common >= best.common)) best = { exchange, common };
  }
  return best;
}

function commonLength(one: readonly string[], other: readonly string[]): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length++;
  return length;
}

// After the common beginning the request has the earlier exchange's answer, which its own section shows.
function shown(before: Beginning, request: RequestModel): number {
  const whole = before.common === before.exchange.request?.keys.length;
  const answered = (before.exchange.response?.blocks.length ?? 0) > 0;
  const echo = whole && answered && request.turns[before.common]?.role === "assistant";
  return before.common + (echo ? 1 : 0);
}

/** True for a turn of which nothing is left when results stand beside their calls. */
export function isOnlyResults(turn: Turn, calls: ReadonlySet<string>): boolean {
  return turn.blocks.length > 0 && turn.blocks.every((block) => block.kind === "tool-result" && calls.has(block.toolUseId));
}

/** Ids of all tool calls that a composition shows. */
export function callsOf(sections: readonly Section[]): ReadonlySet<string> {
  const ids = new Set<string>();
  const note = (block: Block): void => {
    if (block.kind === "tool-use") ids.add(block.id);
  };
  for (const section of sections) {
    for (const turn of section.turns) turn.blocks.forEach(note);
    section.response?.blocks.forEach(note);
  }
  return ids;
}
