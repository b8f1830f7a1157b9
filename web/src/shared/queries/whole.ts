const partSize = 200;
const mostParts = 50;

/** How many entries of a list are read at most. */
export const mostRead = partSize * mostParts;

/** A list that the API gives part by part, put together. */
export interface Whole<Item> {
  readonly items: readonly Item[];
  /** Whether there is more of it than was read. */
  readonly cut: boolean;
}

export interface Part<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Reads a list to its end, in so many parts at most. What moved while it was read, and so came twice, is there once. */
export async function readWhole<Item extends object>(
  readPart: (query: { readonly limit: number; readonly cursor?: string }) => Promise<Part<Item>>,
  parts = mostParts,
): Promise<Whole<Item>> {
  const items = new Map<unknown, Item>();
  let cursor: string | null = null;
  for (let read = 0; read < parts; read++) {
    const part: Part<Item> = await readPart({ limit: partSize, ...(cursor === null ? {} : { cursor }) });
    for (const item of part.items) items.set("id" in item ? item.id : item, item);
    cursor = part.next;
    if (cursor === null) break;
  }
  return { items: [...items.values()], cut: cursor !== null };
}

/** Whether what a query holds is a list that was read in part. */
export function isCut(data: unknown): boolean {
  return typeof data === "object" && data !== null && "cut" in data && data.cut === true;
}
