import createClient, { type Middleware } from "openapi-fetch";
import { noteServerTime } from "../time/clock.ts";
import { lostAnswer, problemOf } from "./problem.ts";
import type { paths } from "./schema.d.ts";

let csrfToken = "";

/** The antiforgery token of the session; sent with everything that changes something. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function changes({ method }: Request): boolean {
  return method !== "GET";
}

const changing = new WeakSet<Response>();

const house: Middleware = {
  onRequest({ request }) {
    if (changes(request)) request.headers.set("X-CSRF-TOKEN", csrfToken);
    if (request.method === "POST") request.headers.set("Idempotency-Key", newIdempotencyKey());
    return request;
  },
  onResponse({ request, response }) {
    noteServerTime(response.headers.get("date"));
    if (changes(request)) changing.add(response);
  },
  onError({ request, error }) {
    return error instanceof TypeError && changes(request) ? lostAnswer() : undefined;
  },
};

/** The management API, typed by its OpenAPI document. Same origin; the session cookie goes along by itself. */
export const api = createClient<paths>({ baseUrl: location.origin, credentials: "same-origin" });
api.use(house);

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of an answer, or a thrown `ProblemError`. */
export async function read<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response.status, error, changing.has(response));
  return data as T;
}
