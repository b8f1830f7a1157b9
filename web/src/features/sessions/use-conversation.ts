import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useQueries, useQueryClient } from "@tanstack/react-query";
import type { ExchangeSummary, SessionDetail } from "#shared/api/types.ts";
import { compose, type Composition } from "#shared/conversation/compose.ts";
import type { RequestModel } from "#shared/conversation/model.ts";
import { readRequest } from "#shared/conversation/request.ts";
import { useWatch } from "#shared/live/live-context.ts";
import { refetch } from "#shared/live/refetch.ts";
import { keys } from "#shared/queries/keys.ts";
import { exchangeQuery } from "#shared/queries/sessions.ts";
import { ResponseBook, type Book } from "./response-book.ts";

export interface Conversation extends Composition {
  readonly exchanges: readonly ExchangeSummary[];
  readonly book: Book;
  /** An answer's text as it was recorded, as far as it was read. */
  readonly textOf: (exchangeId: string) => string;
  /** Requests that have been read, by exchange. */
  readonly requests: ReadonlyMap<string, RequestModel>;
  readonly loading: boolean;
  readonly error: unknown;
}

// A background tab gets no animation frames, and a lost notice must not stop a tail: look again now and then.
const lookAgainMs = 5_000;

/** Everything that a session's page shows of its exchanges, live and from the record alike. */
export function useConversation(session: SessionDetail, exchanges: readonly ExchangeSummary[]): Conversation {
  const client = useQueryClient();
  const [responses] = useState(() => new ResponseBook());
  const book = useSyncExternalStore(responses.subscribe, () => responses.book);
  const requests = useQueries({
    queries: exchanges.map(({ id }) => exchangeQuery(id)),
    combine: (results) => ({
      bodies: results.map(({ data }) => data?.request ?? null),
      loading: results.some(({ isPending }) => isPending),
      error: results.find(({ error }) => error !== null)?.error ?? null,
    }),
  });

  useEffect(() => {
    for (const { id, live } of exchanges) if (!responses.has(id) || (!live && responses.isOpen(id))) responses.poke(id);
  }, [exchanges, responses]);
  useWatch(session.id, (event) => {
    if (event === null) {
      responses.pokeAll();
      return;
    }
    responses.poke(event.exchangeId);
    if (event.complete || !exchanges.some(({ id }) => id === event.exchangeId)) refetch(client, keys.sessions);
  });
  useEffect(() => {
    const timer = setInterval(() => {
      responses.pokeAll();
      // An answer that is over in an exchange that is not: its end was told while nobody listened.
      if (exchanges.some(({ id, live }) => live && responses.has(id) && !responses.isOpen(id))) refetch(client, keys.sessions);
    }, lookAgainMs);
    return () => clearInterval(timer);
  }, [client, exchanges, responses]);

  const [parse] = useState(requestCache);
  const parsed = useMemo(
    () =>
      new Map(
        exchanges.flatMap(({ id }, index) => {
          const request = parse(id, requests.bodies[index] ?? null);
          return request === null ? [] : [[id, request] as const];
        }),
      ),
    [exchanges, parse, requests],
  );
  const composition = useMemo(
    () => compose(exchanges.map(({ id }) => ({ id, request: parsed.get(id) ?? null, response: book.get(id)?.model ?? null }))),
    [book, exchanges, parsed],
  );
  return { ...composition, exchanges, book, textOf: responses.textOf, requests: parsed, loading: requests.loading, error: requests.error };
}

// Bodies are long and do not change: each is read once, not for each piece of a growing answer.
function requestCache(): (id: string, body: string | null) => RequestModel | null {
  const cache = new Map<string, RequestModel>();
  return (id, body) => {
    if (body === null) return null;
    const known = cache.get(id);
    if (known !== undefined) return known;
    const model = readRequest(body);
    cache.set(id, model);
    return model;
  };
}
