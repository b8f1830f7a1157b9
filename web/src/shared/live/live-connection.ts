import { HubConnectionState, type HubConnection } from "@microsoft/signalr";
import { ApprovalPresence } from "./approval-presence.ts";
import { FeedCursor, type FeedItem, type FeedPage } from "./feed-cursor.ts";
import { pauseAfter } from "./pauses.ts";

/** What the page may trust: `live` only when connected and caught up. `since` is when it last was (ms), null if never. */
export interface LiveStatus {
  readonly state: "connecting" | "live" | "lost";
  readonly since: number | null;
}

export interface ExchangeAdvanced {
  readonly sessionId: string;
  readonly exchangeId: string;
  readonly position: number;
  readonly complete: boolean;
}

export interface RecentItem extends FeedItem {
  readonly at: number;
}

/** What is used of a connection to the hub. */
export type Hub = Pick<HubConnection, "state" | "start" | "stop" | "on" | "invoke" | "onreconnecting" | "onreconnected" | "onclose">;

interface LiveOptions {
  readonly hub: Hub;
  readonly start: number;
  readonly readFeed: (after: number, limit: number) => Promise<FeedPage>;
  readonly startOver: () => Promise<number>;
  /** The connection could not be made, was closed or is a new one: perhaps the sign-in is over, or another one. */
  readonly checkSignIn: () => void;
}

const mostRecent = 500;
// A notice of the hub may be lost: the feed is read now and then, whatever the hub says.
const lookAgainMs = 15_000;

/**
 * The page's one connection to the hub. It reconnects by itself and catches up from the feed before it says `live`; where the
 * feed cannot be read it tries again until it can.
 */
export class LiveConnection {
  status: LiveStatus = { state: "connecting", since: null };
  /** Who has which approval open. */
  readonly presence: ApprovalPresence;
  readonly #hub: Hub;
  readonly #cursor: FeedCursor;
  readonly #options: LiveOptions;
  readonly #statusListeners = new Set<() => void>();
  readonly #feedListeners = new Set<(items: readonly FeedItem[]) => void>();
  readonly #watchers = new Map<string, Set<(event: ExchangeAdvanced | null) => void>>();
  #closed = false;
  #attempts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#cursor = new FeedCursor(options.start, {
      readAfter: options.readFeed,
      startOver: options.startOver,
      apply: (items) => this.#take(items),
    });
    this.#hub = options.hub;
    this.presence = new ApprovalPresence(options.hub);
    this.#hub.on("FeedAdvanced", (item: FeedItem) => void this.#cursor.offer(item).catch(() => this.#retry()));
    this.#hub.on("Resync", () => void this.#arrive());
    this.#hub.on("ExchangeAdvanced", (event: ExchangeAdvanced) =>
      this.#watchers.get(event.sessionId)?.forEach((listener) => listener(event)),
    );
    this.#hub.onreconnecting(() => {
      clearTimeout(this.#timer);
      this.#lose();
    });
    this.#hub.onreconnected(() => {
      options.checkSignIn();
      void this.#arrive();
    });
    this.#hub.onclose(() => this.#again());
  }

  /** The last events, newest first, with the time (ms) at which they came here. */
  recent: readonly RecentItem[] = [];

  open(): void {
    this.#closed = false;
    void this.#start();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    void this.#hub.stop();
  }

  subscribeStatus = (listener: () => void): (() => void) => {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  };

  /** The listener gets all that was missed at once, oldest first. */
  subscribeFeed = (listener: (items: readonly FeedItem[]) => void): (() => void) => {
    this.#feedListeners.add(listener);
    return () => this.#feedListeners.delete(listener);
  };

  /** Watches the exchanges of a session. The listener gets null after a reconnect, when anything may have advanced. */
  watch(sessionId: string, listener: (event: ExchangeAdvanced | null) => void): () => void {
    const listeners = this.#watchers.get(sessionId) ?? new Set();
    this.#watchers.set(sessionId, listeners.add(listener));
    if (listeners.size === 1) void this.#watch(sessionId);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      this.#watchers.delete(sessionId);
      void this.#tell("Unwatch", sessionId);
    };
  }

  async #start(): Promise<void> {
    if (this.#closed || this.#hub.state !== HubConnectionState.Disconnected) return;
    try {
      await this.#hub.start();
    } catch {
      this.#again();
      return;
    }
    await this.#arrive();
  }

  async #arrive(): Promise<void> {
    for (const sessionId of this.#watchers.keys()) void this.#watch(sessionId);
    void this.presence.say();
    await this.#read();
  }

  // Connected: nothing may be called live until the feed has been read to its head.
  async #read(): Promise<void> {
    try {
      await this.#cursor.catchUp();
    } catch {
      this.#retry();
      return;
    }
    if (this.#hub.state !== HubConnectionState.Connected) return;
    this.#attempts = 0;
    this.#set({ state: "live", since: Date.now() });
    this.#later(() => void this.#read(), lookAgainMs);
  }

  #retry(): void {
    this.#lose();
    // Without a connection the hub's return reads the feed.
    if (this.#hub.state === HubConnectionState.Connected) this.#later(() => void this.#read(), pauseAfter(++this.#attempts));
  }

  #take(items: readonly FeedItem[]): void {
    const at = Date.now();
    this.recent = [...items.map((item) => ({ ...item, at })).reverse(), ...this.recent].slice(0, mostRecent);
    this.#feedListeners.forEach((listener) => listener(items));
  }

  #again(): void {
    if (this.#closed) return;
    this.#lose();
    this.#options.checkSignIn();
    this.#later(() => void this.#start(), pauseAfter(++this.#attempts));
  }

  #later(action: () => void, pauseMs: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(action, pauseMs);
  }

  #lose(): void {
    if (this.status.state === "live") this.#set({ state: "lost", since: Date.now() });
    else if (this.status.state === "connecting" && this.#attempts > 1) this.#set({ state: "lost", since: null });
  }

  #set(status: LiveStatus): void {
    this.status = status;
    this.#statusListeners.forEach((listener) => listener());
  }

  // Only once the hub watches can nothing slip through between reading and being told.
  async #watch(sessionId: string): Promise<void> {
    if (await this.#tell("Watch", sessionId)) this.#watchers.get(sessionId)?.forEach((listener) => listener(null));
  }

  async #tell(method: "Watch" | "Unwatch", sessionId: string): Promise<boolean> {
    if (this.#hub.state !== HubConnectionState.Connected) return false;
    try {
      await this.#hub.invoke(method, sessionId);
      return true;
    } catch {
      // The connection broke: the reconnect that follows watches again.
      return false;
    }
  }
}
