import type { ReactElement } from "react";
import type { StopBatches } from "../api/types.ts";
import { Chip } from "../ui/chip.tsx";
import { batchTexts } from "./batch-words.ts";

/** What became of the batches that a stop found at Claude; nothing where it found none. */
export function StoppedBatches({ batches }: { readonly batches: StopBatches }): ReactElement | null {
  const texts = batchTexts(batches);
  if (texts.length === 0) return null;
  return (
    <div data-testid="stopped-batches" style={{ display: "flex", flexWrap: "wrap", gap: "0.5rem", marginTop: "0.25rem" }}>
      {texts.map(({ tone, text }) => (
        <Chip key={tone} tone={tone}>
          {text}
        </Chip>
      ))}
    </div>
  );
}
