export interface FeedItem {
  readonly position: number;
  readonly kind: string;
  readonly subject: string;
  readonly payload: unknown;
}

export interface FeedPage {
  readonly items: readonly FeedItem[];
}

interface FeedReader {
  /** Reads what came after a position, oldest first, at most `limit` items; fewer mean that the head is reached. */
  readonly readAfter: (position: number, limit: number) => Promise<FeedPage>;
  /** Takes what is new, oldest first: all of it at once, when the head is reached. */
  readonly apply: (items: readonly FeedItem[]) => void;
  /** Instead of replaying a long past item by item: reads everything afresh and gives the position it is as of. */
  readonly startOver: () => Promise<number>;
}

const mostPages = 5;
const pageSize = 100;

/**
 * Follows the organisation's feed without gap or repeat. Positions grow by one; what the hub pushes is applied when it
 * is next in line, and anything between is read from the feed first. Work is done one piece after the other.
 */
export class FeedCursor {
  #work: Promise<void> = Promise.resolve();

  #at: number;
  #new: FeedItem[] = [];
  readonly #reader: FeedReader;

  constructor(start: number, reader: FeedReader) {
    this.#at = start;
    this.#reader = reader;
  }

  /** The last position that was read. */
  get position(): number {
    return this.#at;
  }

  /** An event that the hub pushed. */
  offer(item: FeedItem): Promise<void> {
    return this.#next(async () => {
      if (item.position > this.#at + 1) await this.#readOn();
      this.#take(item);
    });
  }

  /** Reads all that was missed; rejects when the feed cannot be read, and then nothing is skipped. */
  catchUp(): Promise<void> {
    return this.#next(() => this.#readOn());
  }

  #next(piece: () => Promise<void>): Promise<void> {
    const done = this.#work.then(piece).then(() => this.#apply());
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #readOn(): Promise<void> {
    for (let pages = 0; pages < mostPages; pages++) {
      const { items } = await this.#reader.readAfter(this.#at, pageSize);
      for (const item of items) this.#take(item);
      if (items.length < pageSize) return;
    }
    this.#at = Math.max(this.#at, await this.#reader.startOver());
    this.#new = [];
  }

  #take(item: FeedItem): void {
    if (item.position <= this.#at) return;
    this.#at = item.position;
    this.#new.push(item);
  }

  #apply(): void {
    const items = this.#new;
    this.#new = [];
    if (items.length > 0) this.#reader.apply(items);
  }
}
