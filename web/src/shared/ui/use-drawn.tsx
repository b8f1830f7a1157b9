import { useState, type ReactElement } from "react";
import { ShowMore } from "./show-more.tsx";

const step = 200;

interface Drawn<Item> {
  readonly drawn: readonly Item[];
  /** Stands after the list while there is more of it. */
  readonly more: ReactElement | null;
}

/** Draws a long list step by step, always as far as what is selected (its place, -1 for none). */
export function useDrawn<Item>(items: readonly Item[], selected = -1): Drawn<Item> {
  const [asked, setAsked] = useState(step);
  const count = Math.max(asked, Math.ceil((selected + 1) / step) * step);
  const left = items.length - count;
  return {
    drawn: items.slice(0, count),
    more: left > 0 ? <ShowMore what={`${Math.min(step, left)} more of ${items.length}`} onMore={() => setAsked(count + step)} /> : null,
  };
}
