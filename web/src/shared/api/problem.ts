export interface Decision {
  readonly state: string;
  readonly byName: string | null;
  readonly at: string | null;
}

/** A refusal of the control plane (problem+json), or of the network between. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    /** Stable code of the problem table, e.g. `already_decided`; `offline` when nothing answered. */
    readonly code: string,
    /** HTTP status; 0 when nothing answered. */
    readonly status: number,
    title: string,
    /** More about this one case, where the server said it. */
    readonly detail: string | null = null,
    /** Messages by field, for forms. */
    readonly fields: Readonly<Record<string, readonly string[]>> = {},
    /** Names the request in the logs. */
    readonly traceId: string | null = null,
    /** Of an approval that somebody else has decided: how it stands, by whom and since when. */
    readonly decision: Decision | null = null,
  ) {
    super(title);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function fieldsOf(value: unknown): Record<string, readonly string[]> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([field, messages]) => [field, Array.isArray(messages) ? messages.filter((m) => typeof m === "string") : []]),
  );
}

function decisionOf(value: unknown): Decision | null {
  const state = isRecord(value) ? textOf(value.state) : null;
  return isRecord(value) && state !== null ? { state, byName: textOf(value.byName), at: textOf(value.at) } : null;
}

// What changes something is never sent again by itself, and what stands between may lose the answer after the work was done.
const unsure = "It may or may not have been done: look, then send again.";

/** Reads an error answer. Whatever the body is, the result says what happened and what to do. */
export function problemOf(status: number, body: unknown, changes = false): ProblemError {
  if (isRecord(body)) {
    const title = textOf(body.title) ?? `The server answered ${status}. Try again; if it stays, tell the operator.`;
    return new ProblemError(
      textOf(body.code) ?? `http_${status}`,
      status,
      title,
      textOf(body.detail),
      fieldsOf(body.errors),
      textOf(body.traceId),
      decisionOf(body.decision),
    );
  }
  const title =
    status >= 500
      ? `The control plane has trouble. ${changes ? unsure : "Nothing was changed; try again in a moment."}`
      : `The server answered ${status}. Reload the page and try again.`;
  return new ProblemError(`http_${status}`, status, title);
}

/** Nothing answered what was to change something. */
export function lostAnswer(): ProblemError {
  return new ProblemError("offline", 0, `The control plane cannot be reached. ${unsure}`);
}

/** What of a refusal a form does not say beside its fields; null when it says everything there. */
export function notDrawn(problem: ProblemError, drawn: readonly string[]): ProblemError | null {
  const { code, status, message, fields, traceId, decision } = problem;
  if (Object.keys(fields).length === 0) return problem;
  const rest = Object.entries(fields).flatMap(([field, messages]) => (drawn.includes(field) ? [] : messages));
  return rest.length === 0 ? null : new ProblemError(code, status, message, rest.join(" "), fields, traceId, decision);
}

/** Any thrown value as a problem that can be shown. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof TypeError) {
    return new ProblemError("offline", 0, "The control plane cannot be reached. What you see may be old; it is tried again by itself.");
  }
  return new ProblemError(
    "bug",
    0,
    "Something in this page broke. Reload it and try again.",
    error instanceof Error ? error.message : null,
  );
}
