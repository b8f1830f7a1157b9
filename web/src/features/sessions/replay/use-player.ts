import { useEffect, useEffectEvent, useState } from "react";

export const speeds = [1, 2, 4, 16] as const;

export interface Player {
  /** Milliseconds on the replay's clock; null while the whole session is shown. */
  readonly at: number | null;
  readonly playing: boolean;
  readonly speed: number;
  readonly setSpeed: (speed: number) => void;
  readonly toggle: () => void;
  readonly seek: (at: number) => void;
  readonly leave: () => void;
}

const frameMs = 33;

/** A cursor that runs along a recording. At the end of a recording it stops; pressed again it begins anew. */
export function usePlayer(length: number | null): Player {
  const [at, setAt] = useState<number | null>(null);
  const [running, setRunning] = useState(false);
  const [speed, setSpeed] = useState<number>(speeds[0]);
  const ended = at !== null && length !== null && at >= length;
  const playing = running && !ended && length !== null;

  const advance = useEffectEvent((elapsed: number): void => {
    setAt((before) => Math.min(length ?? 0, (before ?? 0) + elapsed * speed));
  });
  useEffect(() => {
    if (!playing) return;
    let last = performance.now();
    let frame = requestAnimationFrame(function tick(now) {
      if (now - last >= frameMs) {
        advance(now - last);
        last = now;
      }
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);

  return {
    at,
    playing,
    speed,
    setSpeed,
    toggle: () => {
      if (at === null || ended) setAt(0);
      setRunning(!playing);
    },
    seek: (to) => {
      setAt(Math.max(0, Math.min(length ?? to, to)));
    },
    leave: () => {
      setRunning(false);
      setAt(null);
    },
  };
}
