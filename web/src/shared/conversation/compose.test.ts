import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, compose, isOnlyResults, type ExchangeParts } from "./compose.ts";
import type { ResponseModel } from "./model.ts";
import { readRequest } from "./request.ts";
import { readContent } from "./blocks.ts";

function exchange(id: string, messages: readonly unknown[], answer: readonly unknown[] = [], system = "Be brief."): ExchangeParts {
  const response: ResponseModel = { blocks: readContent(answer), model: "m", stopReason: null, error: null, raw: null, ended: true };
  return { id, request: readRequest(JSON.stringify({ system, tools: [{ name: "look" }], messages })), response };
}

const ask = { role: "user", content: "Who?" };
const call = { type: "tool_use", id: "toolu_1", name: "look", input: { a: 1 } };
const result = { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "found", is_error: false }] };

test("Shows of a later exchange only what is new", () => {
  const { sections, results } = compose([
    exchange("1", [ask], [call]),
    exchange("2", [
      { role: "user", content: [{ type: "text", text: "Who?", cache_control: { type: "ephemeral" } }] },
      { role: "assistant", content: [call] },
      result,
    ]),
  ]);
  assert.deepEqual(
    sections.map((section) => [section.repeated, section.turns.length, section.system]),
    [
      [0, 1, "Be brief."],
      [2, 1, null],
    ],
  );
  assert.deepEqual(results.get("toolu_1")?.content, [{ kind: "text", text: "found", sources: 0 }]);
  const turn = sections[1]?.turns[0];
  assert.ok(turn);
  assert.equal(isOnlyResults(turn, callsOf(sections)), true);
  assert.equal(isOnlyResults(turn, new Set()), false);
});

test("Shows an answer that no earlier exchange had", () => {
  const { sections } = compose([
    exchange("1", [ask]),
    exchange("2", [ask, { role: "assistant", content: "Me." }, { role: "user", content: "Why?" }]),
  ]);
  assert.deepEqual(
    sections[1]?.turns.map((turn) => turn.role),
    ["assistant", "user"],
  );
});

test("Starts afresh when a conversation has nothing in common", () => {
  const { sections } = compose([exchange("1", [ask]), exchange("2", [{ role: "user", content: "Other" }], [], "Be long.")]);
  assert.equal(sections[1]?.repeated, 0);
  assert.equal(sections[1].system, "Be long.");
});

test("Continues the conversation that it shares most with", () => {
  const other = { role: "user", content: "Other" };
  const { sections } = compose([
    exchange("1", [ask], [{ type: "text", text: "A" }]),
    exchange("2", [other]),
    exchange("3", [ask, { role: "assistant", content: "A" }, other]),
  ]);
  assert.equal(sections[2]?.repeated, 2);
});

test("Keeps a body that is no conversation", () => {
  const { sections } = compose([{ id: "1", request: readRequest("not json"), response: null }]);
  assert.equal(sections[0]?.raw, "not json");
});
