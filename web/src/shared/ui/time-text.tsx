import type { ReactElement } from "react";
import { useSeconds } from "../time/clock.ts";
import { agoText, aheadText, clockText, exactText, secondsOf } from "../time/format.ts";

interface TimeProps {
  readonly iso: string;
}

/** How long ago, kept up to date; the exact time on hover. Columns that say so in their head leave out the "ago". */
export function TimeAgo({ iso, short = false }: TimeProps & { readonly short?: boolean }): ReactElement {
  const at = secondsOf(iso);
  const text = agoText(at, useSeconds());
  return (
    <time dateTime={iso} title={exactText(at)}>
      {short ? text.replace(/ ago$/, "") : text}
    </time>
  );
}

/** How far ahead; `past` says what to show when the time has come. */
export function TimeAhead({ iso, past }: TimeProps & { readonly past: string }): ReactElement {
  const at = secondsOf(iso);
  const now = useSeconds();
  return (
    <time dateTime={iso} title={exactText(at)}>
      {at <= now ? past : aheadText(at, now)}
    </time>
  );
}

/** Time that is left, each second. Not announced while it runs: a screen reader reads it when asked. */
export function Countdown({ iso }: TimeProps): ReactElement {
  const at = secondsOf(iso);
  const left = at - useSeconds();
  return (
    <time dateTime={iso} title={`Ends ${exactText(at)}`} aria-label={`${clockText(left)} left`} role="timer" aria-live="off">
      {clockText(left)}
    </time>
  );
}

/** Time since something began, each second. */
export function Running({ iso }: TimeProps): ReactElement {
  const at = secondsOf(iso);
  return (
    <time dateTime={iso} title={`Since ${exactText(at)}`}>
      {clockText(useSeconds() - at)}
    </time>
  );
}
