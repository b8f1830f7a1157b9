import { createContext, useContext, useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { useSeconds } from "../time/clock.ts";
import type { Viewer } from "./approval-presence.ts";
import type { ExchangeAdvanced, LiveConnection, LiveStatus, RecentItem } from "./live-connection.ts";

export const LiveContext = createContext<LiveConnection | null>(null);

export function useLiveConnection(): LiveConnection {
  const connection = useContext(LiveContext);
  if (connection === null) throw new Error("Pages that show live data stand inside LiveProvider.");
  return connection;
}

export function useLiveStatus(): LiveStatus {
  const connection = useLiveConnection();
  return useSyncExternalStore(connection.subscribeStatus, () => connection.status);
}

/** Why nothing may be changed now, null when it may: what is on the screen could be old. */
export function useStale(): string | null {
  const { state } = useLiveStatus();
  return state === "lost" ? "Not connected: what you see may be old. This works again once the connection is back." : null;
}

/** The last events of the feed since the page was opened, newest first. */
export function useRecentFeed(): readonly RecentItem[] {
  const connection = useLiveConnection();
  return useSyncExternalStore(connection.subscribeFeed, () => connection.recent);
}

/** Watches a session while the component is there; null comes after a reconnect. */
export function useWatch(sessionId: string, listener: (event: ExchangeAdvanced | null) => void): void {
  const connection = useLiveConnection();
  const latest = useEffectEvent(listener);
  useEffect(() => connection.watch(sessionId, (event) => latest(event)), [connection, sessionId]);
}

/** Everyone who has an approval open, this person too; and says that this page has. */
export function useApprovalViewers(approvalId: string): readonly Viewer[] {
  const { presence } = useLiveConnection();
  useEffect(() => presence.open(approvalId), [presence, approvalId]);
  return useSyncExternalStore(presence.subscribe, () => presence.viewers);
}

const patience = 5;

/** Status as words need it: a short break is `reconnecting`, a longer one is `stale`. */
export function useConnectionWord(): { readonly word: "connecting" | "live" | "reconnecting" | "stale"; readonly since: number | null } {
  const { state, since } = useLiveStatus();
  const now = useSeconds();
  const [opened] = useState(now);
  if (state !== "lost") return { word: state, since: null };
  const from = since === null ? opened : since / 1000;
  return { word: now - from < patience ? "reconnecting" : "stale", since: from };
}
