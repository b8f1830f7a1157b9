import createClient, { type Middleware } from "openapi-fetch";
import { noteServerTime } from "../time/clock.ts";
import { problemOf } from "./problem.ts";
import type { paths } from "./schema.d.ts";

let csrfToken = "";

/** The antiforgery token of the session; sent with everything that changes something. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const house: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRF-TOKEN", csrfToken);
    if (request.method === "POST") request.headers.set("Idempotency-Key", newIdempotencyKey());
    return request;
  },
  onResponse({ response }) {
    noteServerTime(response.headers.get("date"));
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
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}
