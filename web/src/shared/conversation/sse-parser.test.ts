import assert from "node:assert/strict";
import { test } from "node:test";
import { SseParser, type SseEvent } from "./sse-parser.ts";

const stream = 'event: a\r\ndata: {"x":1}\r\n\r\n: comment\n\nevent: b\ndata: one\ndata: two\n\ndata:bare\r\r';
const expected: SseEvent[] = [
  { event: "a", data: '{"x":1}' },
  { event: "b", data: "one\ntwo" },
  { event: "message", data: "bare" },
];

test("Reads events with every kind of line end", () => {
  const parser = new SseParser();
  assert.deepEqual([...parser.push(stream), ...parser.push("\n")], expected);
});

test("Gives the same events however the stream is cut", () => {
  for (let size = 1; size <= stream.length; size++) {
    const parser = new SseParser();
    const events: SseEvent[] = [];
    for (let at = 0; at < stream.length; at += size) events.push(...parser.push(stream.slice(at, at + size)));
    events.push(...parser.push("\n"));
    assert.deepEqual(events, expected, `pieces of ${size}`);
  }
});

test("Keeps an unfinished event to itself", () => {
  assert.deepEqual(new SseParser().push("event: a\ndata: half"), []);
});
