/** What is known of one exchange's course; times are milliseconds since 1970. */
export interface ReplaySource {
  readonly id: string;
  readonly startedAt: number;
  /** Null while it is open. */
  readonly endedAt: number | null;
  /** When the answer's head came; its chunks' milliseconds count from there. Null when nothing came. */
  readonly answeredAt: number | null;
  /** Of each chunk of the answer its bytes, and the milliseconds since the one before. */
  readonly bytes: readonly number[];
  readonly milliseconds: readonly number[];
  readonly events: readonly ReplayEvent[];
}

export type ReplayKind = "finding" | "hold" | "stop";

/** Something to jump to. */
export interface ReplayEvent {
  readonly kind: ReplayKind;
  readonly text: string;
  /** Where in the answer it stands; null for what belongs to the request, "end" for how it ended. */
  readonly place: number | null | "end";
}

/** One exchange on the replay's own clock. */
export interface ReplayPart {
  readonly id: string;
  readonly begins: number;
  readonly ends: number;
  readonly times: readonly number[];
  /** Bytes of the answer with each chunk, from the first on. */
  readonly sums: readonly number[];
}

export interface ReplayMark {
  readonly at: number;
  readonly kind: ReplayKind;
  readonly text: string;
  readonly exchangeId: string;
}

/** A session on a clock that leaves out long pauses, in milliseconds from its beginning. */
export interface Timeline {
  readonly length: number;
  readonly parts: readonly ReplayPart[];
  readonly marks: readonly ReplayMark[];
  /** Time of day of a moment, in milliseconds since 1970. */
  readonly timeOf: (at: number) => number;
}

/** A pause in which nothing happens is shown this long at most. */
export const longestPauseMs = 2_000;

export function timelineOf(sources: readonly ReplaySource[]): Timeline {
  const real = [...new Set(sources.flatMap(momentsOf))].sort((one, other) => one - other);
  const shown: number[] = [];
  for (const [index, time] of real.entries()) {
    const before = index === 0 ? 0 : (shown[index - 1] ?? 0);
    shown.push(index === 0 ? 0 : before + Math.min(longestPauseMs, time - (real[index - 1] ?? time)));
  }
  const clock = new Map(real.map((time, index) => [time, shown[index] ?? 0]));
  const at = (time: number): number => clock.get(time) ?? 0;
  const parts = sources.map((source) => partOf(source, at));
  return {
    length: shown.at(-1) ?? 0,
    parts,
    marks: sources
      .flatMap((source, index) => {
        const part = parts[index];
        return part === undefined ? [] : source.events.map((event) => markOf(event, part));
      })
      .sort((one, other) => one.at - other.at),
    timeOf: (moment) => timeOf(real, shown, moment),
  };
}

/** How many bytes of the answer have come at a moment. */
export function bytesAt(part: ReplayPart, at: number): number {
  const chunks = countUpTo(part.times, at);
  return chunks === 0 ? 0 : (part.sums[chunks - 1] ?? 0);
}

function momentsOf(source: ReplaySource): readonly number[] {
  return [source.startedAt, ...chunkTimes(source), ...(source.endedAt === null ? [] : [source.endedAt])];
}

function chunkTimes({ answeredAt, milliseconds }: ReplaySource): readonly number[] {
  if (answeredAt === null) return [];
  let time = answeredAt;
  return milliseconds.map((elapsed) => (time += elapsed));
}

function partOf(source: ReplaySource, at: (time: number) => number): ReplayPart {
  let sum = 0;
  const times = chunkTimes(source).map(at);
  const begins = at(source.startedAt);
  return {
    id: source.id,
    begins,
    ends: Math.max(begins, times.at(-1) ?? 0, source.endedAt === null ? 0 : at(source.endedAt)),
    times,
    sums: source.bytes.map((bytes) => (sum += bytes)),
  };
}

function markOf({ kind, text, place }: ReplayEvent, part: ReplayPart): ReplayMark {
  const at =
    place === null ? part.begins : place === "end" ? part.ends : (part.times[part.sums.findIndex((sum) => sum > place)] ?? part.ends);
  return { at, kind, text, exchangeId: part.id };
}

function timeOf(real: readonly number[], shown: readonly number[], moment: number): number {
  const index = Math.max(0, countUpTo(shown, moment) - 1);
  return Math.min((real[index] ?? 0) + Math.max(0, moment - (shown[index] ?? 0)), real[index + 1] ?? Infinity);
}

/** How many numbers of an ascending list are not above a limit. */
function countUpTo(list: readonly number[], limit: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
