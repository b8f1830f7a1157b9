import assert from "node:assert/strict";
import { test } from "node:test";
import { noteServerTime } from "../../shared/time/clock.ts";
import { delayText, doneText, endIn, wordsOf } from "./lock-words.ts";

test("says how long a region took", () => {
  assert.equal(delayText("2026-11-26T12:00:00.000Z", "2026-11-26T12:00:00.040Z"), "40 ms");
  assert.equal(delayText("2026-11-26T12:00:00.000Z", "2026-11-26T12:00:01.240Z"), "1.2 s");
  assert.equal(delayText("2026-11-26T12:00:00.000Z", "2026-11-26T12:05:00.000Z"), "5 min");
  assert.equal(delayText("2026-11-26T12:00:00.500Z", "2026-11-26T12:00:00.000Z"), "0 ms");
});

test("says in numbers what was done", () => {
  assert.equal(doneText(1, 0), "1 call cut");
  assert.equal(doneText(200, 3), "200 calls cut, 3 held dropped");
});

test("has words for every kind", () => {
  assert.equal(wordsOf("credential").label, "Skill key");
});

void test("ends a lock by the server's clock, whatever this machine thinks", () => {
  noteServerTime("Fri, 27 Nov 2037 12:00:00 GMT");
  assert.equal(endIn(8).slice(0, 16), "2037-11-27T20:00");
  noteServerTime(new Date().toUTCString());
});
