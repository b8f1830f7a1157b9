import { useMemo } from "react";
import { useQueries } from "@tanstack/react-query";
import type { ExchangeSummary } from "#shared/api/types.ts";
import { bareLabel } from "#shared/text/label-context.ts";
import { outcomeWord } from "#shared/text/words.ts";
import { chunksQuery } from "#shared/queries/sessions.ts";
import { byteIndexOf } from "./replay-book.ts";
import { timelineOf, type ReplayEvent, type Timeline } from "./timeline.ts";

/** The timeline of exchanges; null until it is known how their answers arrived, and while replay is off. */
export function useRecording(
  exchanges: readonly ExchangeSummary[],
  textOf: (id: string) => string,
  on: boolean,
  version: unknown,
): Timeline | null {
  const chunks = useQueries({
    queries: exchanges.map(({ id, live }) => ({ ...chunksQuery(id, live), enabled: on })),
    combine: (results) => (results.every(({ isPending }) => !isPending) ? results.map(({ data }) => data ?? null) : null),
  });
  return useMemo(() => {
    if (!on || chunks === null) return null;
    return timelineOf(
      exchanges.map((exchange, index) => {
        const arrived = chunks[index] ?? null;
        return {
          id: exchange.id,
          startedAt: Date.parse(exchange.startedAt),
          endedAt: exchange.endedAt === null ? null : Date.parse(exchange.endedAt),
          answeredAt: arrived === null ? null : Date.parse(arrived.startedAt),
          bytes: arrived?.bytes ?? [],
          milliseconds: arrived?.milliseconds ?? [],
          events: eventsOf(exchange, textOf(exchange.id)),
        };
      }),
    );
    // Answers are looked at again when one of them has grown.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [exchanges, chunks, textOf, on, version]);
}

function eventsOf(exchange: ExchangeSummary, answer: string): readonly ReplayEvent[] {
  const events: ReplayEvent[] = [];
  const seen = new Set<string>();
  if (exchange.decision === "hold") events.push({ kind: "hold", text: "Held for a decision", place: null });
  if (exchange.decision === "block") events.push({ kind: "stop", text: "Blocked", place: null });
  for (const { label, direction, type } of exchange.findings) {
    const name = `${direction} ${label}`;
    if (seen.has(name)) continue;
    seen.add(name);
    const place = direction === "request" ? null : byteIndexOf(answer, bareLabel(label));
    events.push({
      kind: "finding",
      text: `${type} in the ${direction === "request" ? "request" : "answer"}`,
      place: place ?? (direction === "request" ? null : "end"),
    });
  }
  if (exchange.outcome !== null && exchange.outcome !== "completed" && exchange.outcome !== "blocked") {
    events.push({ kind: "stop", text: outcomeWord(exchange.outcome).text, place: "end" });
  }
  return events;
}
