import type { HoldView } from "../../shared/api/types.ts";

export interface EditableText {
  /** JSON pointer in the body. */
  readonly pointer: string;
  /** Which text it is, for people. */
  readonly name: string;
  readonly text: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textsOf(content: unknown, pointer: string, name: string): readonly EditableText[] {
  if (typeof content === "string") return [{ pointer, name, text: content }];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block: unknown, index) =>
    isRecord(block) && block.type === "text" && typeof block.text === "string"
      ? [{ pointer: `${pointer}/${index}/text`, name: content.length > 1 ? `${name}, part ${index + 1}` : name, text: block.text }]
      : [],
  );
}

/** The texts of a held request that a reviewer may change; the newest turn first, since that is what is new. */
export function editableTexts(view: HoldView): readonly EditableText[] {
  // What these show as turns stands elsewhere in the body: the view of a batch puts those of all its requests one below the other, and a completion has a prompt.
  if (view.path.endsWith("/batches") || view.path.endsWith("/complete")) return [];
  const turns = view.messages.flatMap(({ role, content }, index) =>
    textsOf(content, `/messages/${index}/content`, `Turn ${index + 1} (${role})`),
  );
  return [...turns.reverse(), ...textsOf(view.system, "/system", "System prompt")];
}
