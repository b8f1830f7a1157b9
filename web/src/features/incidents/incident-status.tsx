import type { ReactElement } from "react";
import type { Incident } from "#shared/api/types.ts";
import { Chip, type Tone } from "#shared/ui/chip.tsx";

const words: Readonly<Record<Incident["status"], { readonly text: string; readonly tone: Tone }>> = {
  open: { text: "Open", tone: "wait" },
  contained: { text: "Contained", tone: "live" },
  closed: { text: "Closed", tone: "plain" },
};

export function IncidentStatus({ status }: { readonly status: Incident["status"] }): ReactElement {
  return <Chip tone={words[status].tone}>{words[status].text}</Chip>;
}
