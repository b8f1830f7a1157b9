import { useEffect, useState, type ReactElement, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import type { Session } from "../api/types.ts";
import { may, sessionQuery } from "../queries/session.ts";
import { keysTouchedBy } from "./feed-effects.ts";
import { Invalidator } from "./invalidator.ts";
import { LiveConnection } from "./live-connection.ts";
import { LiveContext } from "./live-context.ts";
import { portalHub } from "./portal-hub.ts";

// A read without an answer must not stand before all others.
const patienceMs = 10_000;

interface LiveProviderProps {
  readonly session: Session;
  readonly children: ReactNode;
}

/** Holds the connection of one organisation's pages. Mount it anew (by key) when the organisation changes. */
export function LiveProvider({ session, children }: LiveProviderProps): ReactElement {
  const client = useQueryClient();
  const reads = may(session, "read");
  const [connection] = useState(
    () =>
      new LiveConnection({
        hub: portalHub(),
        start: session.feedPosition,
        readFeed: (after, limit) =>
          read(api.GET("/api/v1/feed", { params: { query: { after, limit } }, signal: AbortSignal.timeout(patienceMs) })),
        startOver: async () => {
          const fresh = await read(api.GET("/api/v1/session"));
          await client.invalidateQueries();
          return fresh.feedPosition;
        },
        checkSignIn: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      }),
  );

  useEffect(() => {
    const invalidator = new Invalidator(client);
    const unsubscribe = connection.subscribeFeed((items) => invalidator.touch(items.flatMap(({ kind }) => keysTouchedBy(kind))));
    // Who reads nothing is told nothing.
    if (reads) connection.open();
    return () => {
      unsubscribe();
      connection.close();
    };
  }, [client, connection, reads]);

  return <LiveContext value={connection}>{children}</LiveContext>;
}
