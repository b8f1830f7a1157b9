import { useEffect, type RefObject } from "react";

/** Brings the exchange that the address names to the top, again when what stands above it has been read. */
export function useTurn(scroll: RefObject<HTMLElement | null>, turn: string | null, loading: boolean): void {
  useEffect(() => {
    if (turn === null) return;
    const place = scroll.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(turn)}"]`);
    if (place === null || place === undefined) return;
    place.dataset.named = "";
    place.scrollIntoView({ block: "start" });
    return () => {
      delete place.dataset.named;
    };
  }, [scroll, turn, loading]);
}
