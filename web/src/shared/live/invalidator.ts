import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { refetch } from "./refetch.ts";

const pauseMs = 400;

/** Refetches what events made old: the first at once, what follows within a moment together with it. */
export class Invalidator {
  readonly #client: QueryClient;
  readonly #waiting = new Map<string, QueryKey>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  touch(keys: readonly QueryKey[]): void {
    for (const key of keys) this.#waiting.set(JSON.stringify(key), key);
    if (this.#timer === null) this.#flush();
  }

  #flush(): void {
    const keys = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#timer = null;
    if (keys.length === 0) return;
    for (const queryKey of keys) refetch(this.#client, queryKey);
    this.#timer = setTimeout(() => this.#flush(), pauseMs);
  }
}
