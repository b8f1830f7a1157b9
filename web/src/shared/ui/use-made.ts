import { useState } from "react";

interface Made<T> {
  readonly made: readonly T[];
  readonly add: (one: T) => void;
  readonly drop: (one: T) => void;
}

/** Secrets that were just made: each is shown until somebody is done with it, however many are made meanwhile. */
export function useMade<T>(): Made<T> {
  const [made, setMade] = useState<readonly T[]>([]);
  return {
    made,
    add: (one) => setMade((before) => [...before, one]),
    drop: (one) => setMade((before) => before.filter((known) => known !== one)),
  };
}
