export interface TailPart {
  readonly data: string;
  readonly position: number;
  readonly complete: boolean;
}

interface TailSource {
  readonly readAfter: (position: number) => Promise<TailPart>;
  readonly take: (data: string) => void;
  readonly finish: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Reads a response that is still growing, with one request in flight at most. Each `poke` says that more may be there;
 * pokes during a request lead to one more request after it.
 */
export class Tail {
  #position = 0;
  #reading = false;
  #again = false;
  #over = false;
  readonly #source: TailSource;

  constructor(source: TailSource) {
    this.#source = source;
  }

  /** True when the response has been read to its end. */
  get complete(): boolean {
    return this.#over;
  }

  poke(): void {
    if (this.#over) return;
    this.#again = true;
    if (!this.#reading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#reading = true;
    try {
      while (this.#again && !this.#over) {
        this.#again = false;
        const part = await this.#source.readAfter(this.#position);
        // A page that is not the last may be followed by another at once.
        if (!part.complete && part.position > this.#position) this.#again = true;
        this.#position = part.position;
        this.#over = part.complete;
        if (part.data !== "") this.#source.take(part.data);
      }
      if (this.#over) this.#source.finish();
    } catch (error) {
      this.#source.fail(error);
    } finally {
      this.#reading = false;
    }
  }
}
