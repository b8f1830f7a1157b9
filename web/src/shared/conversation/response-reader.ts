import { readBlock, readContent } from "./blocks.ts";
import { isRecord, parseJson, pretty, stringAt, type JsonRecord } from "./json.ts";
import type { Block, ResponseModel } from "./model.ts";
import { SseParser } from "./sse-parser.ts";

type Form = "unknown" | "events" | "body";

const nothing: ResponseModel = { blocks: [], model: null, stopReason: null, error: null, raw: null, ended: false };

/**
 * Reads the response of one exchange as it arrives: an event stream or a JSON body, told apart by how it begins.
 * `model` is replaced on each change and never mutated; blocks that did not change stay the same objects.
 */
export class ResponseReader {
  model: ResponseModel = nothing;
  #form: Form = "unknown";
  #body = "";
  readonly #events = new SseParser();

  /** Takes the next piece of the response's text. */
  push(piece: string): void {
    if (this.#form === "events") {
      this.#read(piece);
      return;
    }
    this.#body += piece;
    if (this.#form === "unknown") this.#form = formOf(this.#body.trimStart());
    if (this.#form === "events") this.#read(this.#body);
  }

  /** Nothing more will come. */
  finish(): void {
    if (this.#form !== "events" && this.#body !== "") this.model = bodyModel(this.#body);
    if (!this.model.ended) this.model = { ...this.model, ended: true };
  }

  #read(piece: string): void {
    for (const { data } of this.#events.push(piece)) {
      const event = parseJson(data);
      if (isRecord(event)) this.model = apply(this.model, event);
    }
  }
}

const longestField = "event:".length;

function formOf(start: string): Form {
  if (/^(event|data|id|retry)?:/.test(start)) return "events";
  return start.startsWith("{") || start.length >= longestField ? "body" : "unknown";
}

function bodyModel(body: string): ResponseModel {
  const value = parseJson(body);
  if (!isRecord(value)) return { ...nothing, raw: body };
  if (value.type === "error") return { ...nothing, error: readError(value) };
  if (value.type !== "message") return { ...nothing, raw: pretty(value) };
  return { ...nothing, blocks: readContent(value.content), model: stringAt(value, "model"), stopReason: stringAt(value, "stop_reason") };
}

function apply(model: ResponseModel, event: JsonRecord): ResponseModel {
  switch (event.type) {
    case "message_start": {
      const message = isRecord(event.message) ? event.message : {};
      return { ...model, model: stringAt(message, "model"), blocks: readContent(message.content) };
    }
    case "content_block_start":
      return withBlock(model, indexOf(event), () => opened(readBlock(event.content_block)));
    case "content_block_delta":
      return withBlock(model, indexOf(event), (block) => grow(block, event.delta));
    case "content_block_stop":
      return withBlock(model, indexOf(event), closed);
    case "message_delta": {
      const delta = isRecord(event.delta) ? event.delta : {};
      return { ...model, stopReason: stringAt(delta, "stop_reason") ?? model.stopReason };
    }
    case "message_stop":
      return { ...model, ended: true };
    case "error":
      return { ...model, error: readError(event), ended: true };
    default:
      return model;
  }
}

function indexOf(event: JsonRecord): number {
  const index = event.index;
  return typeof index === "number" && index >= 0 && index < 10_000 ? index : 0;
}

function withBlock(model: ResponseModel, index: number, change: (block: Block) => Block): ResponseModel {
  const before = model.blocks[index] ?? { kind: "text", text: "", sources: 0 };
  const after = change(before);
  if (after === model.blocks[index]) return model;
  const blocks = [...model.blocks];
  while (blocks.length < index) blocks.push({ kind: "text", text: "", sources: 0 });
  blocks[index] = after;
  return { ...model, blocks };
}

// A tool call starts with an empty input that the deltas then replace.
function opened(block: Block): Block {
  return block.kind === "tool-use" ? { ...block, open: true } : block;
}

function closed(block: Block): Block {
  if (block.kind !== "tool-use") return block;
  const input = parseJson(block.input);
  return { ...block, open: false, input: input === undefined ? block.input : pretty(input) };
}

function grow(block: Block, delta: unknown): Block {
  if (!isRecord(delta)) return block;
  switch (delta.type) {
    case "text_delta":
      return block.kind === "text" ? { ...block, text: block.text + (stringAt(delta, "text") ?? "") } : block;
    case "thinking_delta":
      return block.kind === "thinking" ? { ...block, text: block.text + (stringAt(delta, "thinking") ?? "") } : block;
    case "input_json_delta":
      return block.kind === "tool-use" ? { ...block, input: block.input + (stringAt(delta, "partial_json") ?? "") } : block;
    case "citations_delta":
      return block.kind === "text" ? { ...block, sources: block.sources + 1 } : block;
    default:
      return block;
  }
}

function readError(event: JsonRecord): { type: string; message: string } {
  const error = isRecord(event.error) ? event.error : {};
  return { type: stringAt(error, "type") ?? "error", message: stringAt(error, "message") ?? "" };
}
