import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesAt, longestPauseMs, timelineOf, type ReplaySource } from "./timeline.ts";

const base = 1_000_000;

function source(id: string, startedAt: number, changes: Partial<ReplaySource> = {}): ReplaySource {
  return {
    id,
    startedAt: base + startedAt,
    endedAt: base + startedAt + 500,
    answeredAt: base + startedAt + 100,
    bytes: [10, 20],
    milliseconds: [0, 300],
    events: [],
    ...changes,
  };
}

test("Plays chunks at the pace at which they came", () => {
  const { parts, length } = timelineOf([source("a", 0)]);
  const [part] = parts;
  assert.ok(part);
  assert.equal(length, 500);
  assert.deepEqual(
    [0, 99, 100, 399, 400, 500].map((at) => bytesAt(part, at)),
    [0, 0, 10, 10, 30, 30],
  );
});

test("Leaves out long pauses and still knows the time of day", () => {
  const timeline = timelineOf([source("a", 0), source("b", 3_600_000)]);
  assert.equal(timeline.length, 500 + longestPauseMs + 500);
  assert.equal(timeline.parts[1]?.begins, 500 + longestPauseMs);
  assert.equal(timeline.timeOf(250), base + 250);
  assert.equal(timeline.timeOf(500 + longestPauseMs + 100), base + 3_600_100);
  assert.equal(timeline.timeOf(600), base + 600);
});

test("Puts marks where their bytes came, in order", () => {
  const { marks } = timelineOf([
    source("a", 0, {
      events: [
        { kind: "stop", text: "cut", place: "end" },
        { kind: "finding", text: "second", place: 10 },
        { kind: "finding", text: "first", place: 9 },
        { kind: "hold", text: "asked", place: null },
        { kind: "finding", text: "beyond", place: 1000 },
      ],
    }),
  ]);
  assert.deepEqual(
    marks.map(({ at, text }) => [at, text]),
    [
      [0, "asked"],
      [100, "first"],
      [400, "second"],
      [500, "cut"],
      [500, "beyond"],
    ],
  );
});

test("Shows exchanges that overlap at once", () => {
  const { parts } = timelineOf([source("a", 0), source("b", 200)]);
  assert.deepEqual(
    parts.map(({ begins, ends }) => [begins, ends]),
    [
      [0, 500],
      [200, 700],
    ],
  );
});

test("Takes an exchange that is open and one without an answer", () => {
  const { parts, length } = timelineOf([source("a", 0, { endedAt: null, answeredAt: null, bytes: [], milliseconds: [] })]);
  assert.equal(length, 0);
  assert.equal(parts[0]?.ends, 0);
  assert.equal(timelineOf([]).length, 0);
});
