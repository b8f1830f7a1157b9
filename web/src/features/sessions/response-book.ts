import { ResponseReader } from "#shared/conversation/response-reader.ts";
import type { ResponseModel } from "#shared/conversation/model.ts";
import { Tail } from "#shared/live/tail.ts";
import { readResponse } from "#shared/queries/sessions.ts";

export interface BookEntry {
  readonly model: ResponseModel;
  /** Why the last read failed; null when it did not. */
  readonly error: unknown;
}

interface Reading {
  readonly tail: Tail;
  readonly reader: ResponseReader;
  text: string;
}

export type Book = ReadonlyMap<string, BookEntry>;

/** Responses of the exchanges that a page shows, read as they grow. A new map is published at most once a frame. */
export class ResponseBook {
  book: Book = new Map();
  readonly #readings = new Map<string, Reading>();
  readonly #listeners = new Set<() => void>();
  readonly #changed = new Map<string, BookEntry>();
  #frame: number | null = null;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins to read a response, or looks whether there is more of it. */
  poke(exchangeId: string): void {
    let reading = this.#readings.get(exchangeId);
    if (reading === undefined) {
      reading = this.#open(exchangeId);
      this.#readings.set(exchangeId, reading);
    }
    reading.tail.poke();
  }

  /** Looks after every response that has not been read to its end. */
  pokeAll(): void {
    for (const { tail } of this.#readings.values()) tail.poke();
  }

  isOpen(exchangeId: string): boolean {
    return this.#readings.get(exchangeId)?.tail.complete === false;
  }

  has(exchangeId: string): boolean {
    return this.#readings.has(exchangeId);
  }

  /** The answer's text as it was recorded, as far as it was read. */
  textOf = (exchangeId: string): string => this.#readings.get(exchangeId)?.text ?? "";

  #open(exchangeId: string): Reading {
    const reader = new ResponseReader();
    const publish = (error: unknown): void => this.#publish(exchangeId, { model: reader.model, error });
    const tail = new Tail({
      readAfter: (position) => readResponse(exchangeId, position),
      take: (data) => {
        reading.text += data;
        reader.push(data);
        publish(null);
      },
      finish: () => {
        reader.finish();
        publish(null);
      },
      fail: publish,
    });
    const reading: Reading = { tail, reader, text: "" };
    return reading;
  }

  #publish(exchangeId: string, entry: BookEntry): void {
    this.#changed.set(exchangeId, entry);
    if (this.#frame !== null) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = null;
      this.book = new Map([...this.book, ...this.#changed]);
      this.#changed.clear();
      for (const listener of this.#listeners) listener();
    });
  }
}
