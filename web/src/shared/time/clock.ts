import { useSyncExternalStore } from "react";

// The server's clock decides when a hold ends, so countdowns use it: a wrong clock on this machine must not lie about
// how long is left. The Date header has seconds only, hence the tolerance.
const toleranceMs = 2_000;
let skewMs = 0;

/** Compares this machine's clock with the `Date` header of an answer. */
export function noteServerTime(date: string | null): void {
  const server = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(server)) return;
  const skew = server - Date.now();
  skewMs = Math.abs(skew) > toleranceMs ? skew : 0;
}

/** Milliseconds since 1970 by the server's clock. */
export function serverNow(): number {
  return Date.now() + skewMs;
}

let second = Math.floor(serverNow() / 1000);
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

function tick(): void {
  const now = Math.floor(serverNow() / 1000);
  if (now === second) return;
  second = now;
  for (const listener of listeners) listener();
}

function currentSecond(): number {
  if (timer === null) second = Math.floor(serverNow() / 1000);
  return second;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 200);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** Now in whole seconds of server time; the component renders again each second. One timer serves the whole page. */
export function useSeconds(): number {
  return useSyncExternalStore(subscribe, currentSecond);
}
