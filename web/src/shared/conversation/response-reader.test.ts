import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResponseModel } from "./model.ts";
import { ResponseReader } from "./response-reader.ts";

function sse(...events: readonly { readonly type: string; readonly [name: string]: unknown }[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}

const stream = sse(
  { type: "message_start", message: { type: "message", model: "claude-test", content: [] } },
  { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Let me " } },
  { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "see." } },
  { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "c2ln" } },
  { type: "content_block_stop", index: 0 },
  { type: "ping" },
  { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "Mail [EMAIL_" } },
  { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "7KQ2] 🙂" } },
  { type: "content_block_stop", index: 1 },
  { type: "content_block_start", index: 2, content_block: { type: "tool_use", id: "toolu_1", name: "send", input: {} } },
  { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: '{"to":' } },
  { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: '"x"}' } },
  { type: "content_block_stop", index: 2 },
  { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 9 } },
  { type: "message_stop" },
);

function readIn(size: number, text: string): ResponseModel {
  const reader = new ResponseReader();
  for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
  reader.finish();
  return reader.model;
}

test("Builds thinking, text and a tool call from a stream cut anywhere", () => {
  for (const size of [1, 2, 7, 64, stream.length]) {
    assert.deepEqual(readIn(size, stream), {
      blocks: [
        { kind: "thinking", text: "Let me see.", redacted: false },
        { kind: "text", text: "Mail [EMAIL_7KQ2] 🙂", sources: 0 },
        { kind: "tool-use", id: "toolu_1", name: "send", server: false, input: '{\n  "to": "x"\n}', open: false },
      ],
      model: "claude-test",
      stopReason: "tool_use",
      error: null,
      raw: null,
      ended: true,
    });
  }
});

test("Shows the arguments of a tool call while they arrive", () => {
  const reader = new ResponseReader();
  reader.push(stream.slice(0, stream.indexOf('"partial_json":"\\"x') - 1));
  const call = reader.model.blocks[2];
  assert.ok(call?.kind === "tool-use");
  assert.equal(call.open, true);
  assert.equal(call.input, '{"to":');
});

test("Leaves blocks that did not change the same objects", () => {
  const reader = new ResponseReader();
  const cut = stream.indexOf("event: message_delta");
  reader.push(stream.slice(0, cut));
  const before = reader.model.blocks;
  reader.push(stream.slice(cut));
  assert.equal(reader.model.blocks[1], before[1]);
});

test("Keeps what came before an error in mid-stream", () => {
  const text = sse(
    { type: "message_start", message: { model: "m", content: [] } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "So far" } },
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
  );
  const model = readIn(5, text);
  assert.deepEqual(model.blocks, [{ kind: "text", text: "So far", sources: 0 }]);
  assert.deepEqual(model.error, { type: "overloaded_error", message: "Overloaded" });
});

test("Reads a JSON message, a refusal and a body that is no message", () => {
  const message = readIn(
    3,
    JSON.stringify({ type: "message", model: "m", stop_reason: "end_turn", content: [{ type: "text", text: "Hi" }] }),
  );
  assert.deepEqual(message.blocks, [{ kind: "text", text: "Hi", sources: 0 }]);
  assert.equal(message.stopReason, "end_turn");
  const refusal = readIn(3, '{"type":"error","error":{"type":"permission_error","message":"Blocked by rule x"}}');
  assert.deepEqual(refusal.error, { type: "permission_error", message: "Blocked by rule x" });
  assert.equal(readIn(2, '{"input_tokens":12}').raw, '{\n  "input_tokens": 12\n}');
  assert.equal(readIn(1, "<p>").raw, "<p>");
});

test("Ignores events and deltas that it does not know", () => {
  const text = sse(
    { type: "message_start", message: { model: "m", content: [] } },
    { type: "content_block_start", index: 0, content_block: { type: "future_block", deep: { text: "x" } } },
    { type: "content_block_delta", index: 0, delta: { type: "future_delta" } },
    { type: "future_event" },
  );
  assert.deepEqual(readIn(9, text).blocks[0], {
    kind: "other",
    type: "future_block",
    json: '{\n  "type": "future_block",\n  "deep": {\n    "text": "x"\n  }\n}',
  });
});

test("Survives an index that makes no sense", () => {
  const text = sse({ type: "content_block_start", index: 1e9, content_block: { type: "text", text: "x" } });
  assert.equal(readIn(50, text).blocks.length, 1);
});
