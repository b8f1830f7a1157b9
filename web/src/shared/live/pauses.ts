// Quick at first, then every five seconds for as long as it takes.
const pauses = [0, 500, 1_000, 2_000, 3_000];
const longestPause = 5_000;

/** How long to wait (ms) after so many attempts that failed. */
export function pauseAfter(attempts: number): number {
  return pauses[attempts] ?? longestPause;
}
