export interface SseEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Reads an event stream that arrives in pieces cut anywhere, with LF, CRLF or CR line ends.
 * Comments, ids and retry times are of no interest here and are dropped.
 */
export class SseParser {
  #rest = "";
  #event = "";
  #data: string[] = [];

  /** Takes the next piece and gives the events that it completed. */
  push(piece: string): readonly SseEvent[] {
    const text = this.#rest + piece;
    const events: SseEvent[] = [];
    let from = 0;
    for (;;) {
      const end = lineEnd(text, from);
      if (end === null) break;
      this.#line(text.slice(from, end.at), events);
      from = end.next;
    }
    this.#rest = text.slice(from);
    return events;
  }

  #line(line: string, events: SseEvent[]): void {
    if (line === "") {
      if (this.#data.length > 0) events.push({ event: this.#event === "" ? "message" : this.#event, data: this.#data.join("\n") });
      this.#event = "";
      this.#data = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") this.#event = value;
    if (field === "data") this.#data.push(value);
  }
}

function lineEnd(text: string, from: number): { at: number; next: number } | null {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === "\n") return { at, next: at + 1 };
    if (char !== "\r") continue;
    // A CR at the very end may be half of a CRLF: wait for what follows.
    if (at + 1 === text.length) return null;
    return { at, next: text[at + 1] === "\n" ? at + 2 : at + 1 };
  }
  return null;
}
