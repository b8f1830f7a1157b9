import { secondsOf } from "../../shared/time/format.ts";

interface Given {
  readonly actions: readonly string[];
  readonly labels: readonly string[];
  readonly masking: string;
}

/** What a grant gives, in words. */
export function grantWords({ actions, labels, masking }: Given): string {
  const what = actions.includes("decide") ? "sees and decides" : "sees";
  const which = labels.length === 0 ? "every skill" : `skills labelled ${labels.join(", ")}`;
  const how = masking === "full" ? "with the whole masked request" : "without what requests say";
  return `${what} ${which}, ${how}`;
}

/** Whether an offer that nobody has answered can be accepted no more at a time, in seconds since 1970: its own time is over, or that of what it offers. */
export function hasRunOut(offer: { readonly expiresAt: string; readonly until: string }, now: number): boolean {
  return Math.min(secondsOf(offer.expiresAt), secondsOf(offer.until)) <= now;
}
