/** What a conversation is made of, once Claude's wire format is read. All texts are masked already and never HTML. */
export type Block =
  | { readonly kind: "text"; readonly text: string; readonly sources: number }
  | { readonly kind: "thinking"; readonly text: string; readonly redacted: boolean }
  | ToolUse
  | ToolResult
  | { readonly kind: "media"; readonly what: string; readonly note: string }
  | { readonly kind: "other"; readonly type: string; readonly json: string };

/** A call of a tool; `server` when Claude's side ran it. `input` is JSON text, incomplete while it streams. */
export interface ToolUse {
  readonly kind: "tool-use";
  readonly id: string;
  readonly name: string;
  readonly server: boolean;
  readonly input: string;
  readonly open: boolean;
}

export interface ToolResult {
  readonly kind: "tool-result";
  readonly toolUseId: string;
  readonly failed: boolean;
  readonly content: readonly Block[];
}

export type TurnRole = "user" | "assistant" | "system";

export interface Turn {
  readonly role: TurnRole;
  readonly blocks: readonly Block[];
}

/** A request body read as a conversation; `keys` names each message by its content, so that two requests can be compared. */
export interface RequestModel {
  readonly system: string | null;
  readonly tools: readonly string[];
  readonly turns: readonly Turn[];
  readonly keys: readonly string[];
  /** The body as it is when it is not a conversation, else null. */
  readonly raw: string | null;
}

/** A response so far. `raw` holds a body that is no message (a list of models, a token count). */
export interface ResponseModel {
  readonly blocks: readonly Block[];
  readonly model: string | null;
  readonly stopReason: string | null;
  readonly error: { readonly type: string; readonly message: string } | null;
  readonly raw: string | null;
  readonly ended: boolean;
}
