import { isRecord, listAt, pretty, stringAt, type JsonRecord } from "./json.ts";
import type { Block } from "./model.ts";

/** Content as Claude's API takes it: a text, or a list of blocks. */
export function readContent(content: unknown): readonly Block[] {
  if (typeof content === "string") return content === "" ? [] : [{ kind: "text", text: content, sources: 0 }];
  if (Array.isArray(content)) return content.map(readBlock);
  return content === undefined || content === null ? [] : [readBlock(content)];
}

/** One block of a request or of an answer. What is unknown is kept as JSON, so that nothing is hidden from the reader. */
export function readBlock(value: unknown): Block {
  if (!isRecord(value)) return { kind: "other", type: typeof value, json: pretty(value) };
  const type = stringAt(value, "type") ?? "unknown";
  switch (type) {
    case "text":
      return { kind: "text", text: stringAt(value, "text") ?? "", sources: listAt(value, "citations").length };
    case "thinking":
      return { kind: "thinking", text: stringAt(value, "thinking") ?? "", redacted: false };
    case "redacted_thinking":
      return { kind: "thinking", text: "", redacted: true };
    case "tool_use":
    case "server_tool_use":
    case "mcp_tool_use":
      return {
        kind: "tool-use",
        id: stringAt(value, "id") ?? "",
        name: stringAt(value, "name") ?? type,
        server: type !== "tool_use",
        input: inputText(value.input),
        open: false,
      };
    case "image":
    case "document":
    case "container_upload":
      return { kind: "media", what: type, note: mediaNote(value) };
    default:
      return type.endsWith("tool_result") ? readResult(value) : { kind: "other", type, json: pretty(value) };
  }
}

function inputText(input: unknown): string {
  if (input === undefined || (isRecord(input) && Object.keys(input).length === 0)) return "";
  return pretty(input);
}

function readResult(value: JsonRecord): Block {
  const content = value.content;
  const failed = value.is_error === true || (isRecord(content) && (stringAt(content, "type") ?? "").endsWith("_error"));
  return { kind: "tool-result", toolUseId: stringAt(value, "tool_use_id") ?? "", failed, content: readContent(content) };
}

// The record holds a digest, the type and the size of what is not text; whichever of them are there are shown.
function mediaNote(value: JsonRecord): string {
  const source = isRecord(value.source) ? value.source : value;
  const title = stringAt(value, "title");
  const facts = ["media_type", "size", "digest", "file_id", "url"].flatMap((name) => {
    const fact = source[name];
    return typeof fact === "string" || typeof fact === "number" ? [String(fact)] : [];
  });
  return [...(title === null ? [] : [title]), ...facts].join(" · ");
}
