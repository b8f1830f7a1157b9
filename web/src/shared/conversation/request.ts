import { readContent } from "./blocks.ts";
import { isRecord, listAt, parseJson, pretty, stringAt } from "./json.ts";
import type { RequestModel, Turn } from "./model.ts";

/** Reads a masked request body. What is no conversation stays as it is, in `raw`. */
export function readRequest(body: string): RequestModel {
  const value = parseJson(body);
  if (!isRecord(value)) return { system: null, tools: [], turns: [], keys: [], raw: body };
  if (!Array.isArray(value.messages)) return { system: null, tools: [], turns: [], keys: [], raw: pretty(value) };
  const messages = listAt(value, "messages");
  return {
    system: readSystem(value.system),
    tools: readTools(value.tools),
    turns: readTurns(messages),
    keys: messages.map(keyOf),
    raw: null,
  };
}

/** Messages as the request has them, as turns. */
export function readTurns(messages: readonly unknown[]): readonly Turn[] {
  return messages.map((message) => {
    if (!isRecord(message)) return { role: "user", blocks: readContent(message) };
    const role = stringAt(message, "role");
    return { role: role === "assistant" || role === "system" ? role : "user", blocks: readContent(message.content) };
  });
}

function readSystem(system: unknown): string | null {
  if (typeof system === "string") return system;
  if (!Array.isArray(system)) return null;
  return system.map((block) => (isRecord(block) ? (stringAt(block, "text") ?? pretty(block)) : String(block))).join("\n\n");
}

function readTools(tools: unknown): readonly string[] {
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((tool) => (isRecord(tool) ? [stringAt(tool, "name") ?? stringAt(tool, "type") ?? "?"] : []));
}

// Breakpoints of the prompt cache move from turn to turn; they are no part of what was said. A text and a list with
// that one text mean the same.
function keyOf(message: unknown): string {
  return JSON.stringify(message, (name, value: unknown) => {
    if (name === "cache_control") return undefined;
    if (name === "content" && typeof value === "string") return [{ type: "text", text: value }];
    return value;
  });
}
