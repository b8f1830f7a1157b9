import { useMemo, useState } from "react";
import type { ExchangeSummary } from "#shared/api/types.ts";
import { compose } from "#shared/conversation/compose.ts";
import { ReplayBook } from "./replay/replay-book.ts";
import { bytesAt, type Timeline } from "./replay/timeline.ts";
import { usePlayer, type Player } from "./replay/use-player.ts";
import { useRecording } from "./replay/use-recording.ts";
import type { BookEntry } from "./response-book.ts";
import type { Conversation } from "./use-conversation.ts";

interface Replay {
  /** The conversation as it was at the cursor; all of it while nothing is replayed. */
  readonly shown: Conversation;
  readonly player: Player;
  readonly timeline: Timeline | null;
}

/** Lets a session be seen again as it happened, live ones too: the cursor may stand anywhere before their end. */
export function useReplay(whole: Conversation, on: boolean): Replay {
  const timeline = useRecording(whole.exchanges, whole.textOf, on, whole.book);
  const player = usePlayer(timeline?.length ?? null);
  const [answers] = useState(() => new ReplayBook());
  const at = on && timeline !== null ? player.at : null;
  const begun = at === null || timeline === null ? null : timeline.parts.filter(({ begins }) => begins <= at).length;

  // Which turns are new is worked out when another exchange begins, not for each frame.
  const composition = useMemo(() => {
    if (begun === null) return null;
    const ids = new Set(timeline?.parts.slice(0, begun).map(({ id }) => id));
    const exchanges = whole.exchanges.filter(({ id }) => ids.has(id));
    const requests = new Map(whole.sections.map((section) => [section.id, section]));
    const results = compose(
      exchanges.map(({ id }) => ({ id, request: whole.requests.get(id) ?? null, response: whole.book.get(id)?.model ?? null })),
    ).results;
    return { exchanges, sections: exchanges.flatMap(({ id }) => requests.get(id) ?? []), results };
  }, [begun, timeline, whole]);

  if (at === null || timeline === null || composition === null) return { shown: whole, player, timeline };
  const book = new Map<string, BookEntry>();
  const exchanges = composition.exchanges.map((exchange): ExchangeSummary => {
    const part = timeline.parts.find(({ id }) => id === exchange.id);
    const entry = whole.book.get(exchange.id);
    if (part === undefined || entry === undefined) return exchange;
    if (part.ends <= at) {
      book.set(exchange.id, entry);
      return exchange;
    }
    book.set(exchange.id, { ...entry, model: answers.at(exchange.id, whole.textOf(exchange.id), bytesAt(part, at)) });
    return { ...exchange, live: true, outcome: null };
  });
  return { shown: { ...whole, ...composition, exchanges, book }, player, timeline };
}
