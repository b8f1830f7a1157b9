const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Seconds as `0:47`, `12:03` or `2:05:09`: for countdowns and running times. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / hour);
  const m = Math.floor((whole % hour) / minute);
  const s = String(whole % minute).padStart(2, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}

/** How long ago, in one short word: `now`, `42 s`, `5 min`, `3 h`, `2 d`; the date when it is longer. */
export function agoText(at: number, now: number): string {
  const seconds = Math.floor(now - at);
  if (seconds < 5) return "now";
  if (seconds < minute) return `${seconds} s ago`;
  if (seconds < hour) return `${Math.floor(seconds / minute)} min ago`;
  if (seconds < day) return `${Math.floor(seconds / hour)} h ago`;
  if (seconds < 14 * day) return `${Math.floor(seconds / day)} d ago`;
  return new Date(at * 1000).toLocaleDateString(undefined, { year: "numeric", month: "short", day: "numeric" });
}

/** How far ahead: `in 5 min`, `in 12 d`; `now` when it has come. */
export function aheadText(at: number, now: number): string {
  const seconds = Math.floor(at - now);
  if (seconds < 1) return "now";
  if (seconds < minute) return `in ${seconds} s`;
  if (seconds < hour) return `in ${Math.floor(seconds / minute)} min`;
  if (seconds < day) return `in ${Math.floor(seconds / hour)} h`;
  return `in ${Math.round(seconds / day)} d`;
}

/** A length of time that has ended: `820 ms`, `4.2 s`, `3 min 10 s`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / minute)} min ${seconds % minute} s`;
}

/** The exact time, for hovering: local time with the zone. */
export function exactText(at: number): string {
  return new Date(at * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" });
}

/** Clock time of day with seconds, local. */
export function timeOfDayText(at: number): string {
  return new Date(at * 1000).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
}

/** Seconds since 1970 of an ISO 8601 time. */
export function secondsOf(iso: string): number {
  return Date.parse(iso) / 1000;
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat("en");

/** A count that fits a dense row: 812, 12.4K. */
export function countText(value: number): string {
  return value < 10_000 ? plain.format(value) : compact.format(value);
}

/** Bytes with a unit: 812 B, 3.4 KB, 1.2 MB. */
export function bytesText(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 1_000_000) return `${(value / 1000).toFixed(1)} KB`;
  return `${(value / 1_000_000).toFixed(1)} MB`;
}

/** Millionths of a US dollar: $1.20, $0.004, under $0.001. */
export function moneyText(micros: number): string {
  if (micros > 0 && micros < 1000) return "under $0.001";
  const digits = micros >= 1_000_000 ? 2 : 3;
  return `$${(micros / 1_000_000).toFixed(digits)}`;
}
