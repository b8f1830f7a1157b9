import { useState } from "react";
import { readAlike } from "#shared/queries/approvals.ts";
import { useMay } from "#shared/queries/roles.ts";
import type { Whole } from "#shared/queries/whole.ts";
import type { Chosen } from "./use-bulk.ts";

const most = 2000;

interface Choice {
  readonly chosen: ReadonlyMap<string, Chosen>;
  readonly toggle: (one: Chosen) => void;
  /** Chooses what waits and is like one; gives what was found. */
  readonly addAlike: (id: string) => Promise<Whole<Chosen>>;
  readonly clear: () => void;
}

/** What is chosen for one decision about many, by id, each with the digest of what is shown of it. Who decides nothing chooses nothing. */
export function useChosen(): Choice {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Chosen>>(new Map());
  const decides = useMay("decide");
  const toggle = (one: Chosen): void => {
    if (!decides) return;
    setChosen((before) => {
      const next = new Map(before);
      if (!next.delete(one.id) && next.size < most) next.set(one.id, one);
      return next;
    });
  };
  const addAlike = async (id: string): Promise<Whole<Chosen>> => {
    if (!decides) return { items: [], cut: false };
    const alike = await readAlike(id);
    setChosen((before) => new Map([...before, ...alike.items.map((one) => [one.id, one] as const)].slice(0, most)));
    return alike;
  };
  return { chosen, toggle, addAlike, clear: () => setChosen(new Map()) };
}
