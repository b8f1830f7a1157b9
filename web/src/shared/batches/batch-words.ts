import type { StopBatches } from "../api/types.ts";

const problems: Readonly<Record<string, string>> = {
  connection_unknown: "the gateways have no credential for its connection",
  credential_refused: "Claude refuses the connection's credential",
  upstream_silent: "Claude did not answer in time",
  upstream_unreachable: "Claude could not be reached",
  not_found: "Claude does not know it; the connection's credential may be of another workspace than it was",
  id_lost: "the answer with its id was lost; cancel it in Claude's console",
  too_late: "Claude ended it by itself, a day after it was made",
};

/** Why an attempt to cancel a batch failed, in words. */
export function problemText(problem: string): string {
  return problem.startsWith("http_") ? `Claude answered ${problem.slice("http_".length)}` : (problems[problem] ?? problem);
}

function countText(count: number): string {
  return count === 1 ? "1 batch" : `${String(count)} batches`;
}

/** What became of batches, one text for each that there are some of. */
export function batchTexts(batches: StopBatches): readonly { readonly tone: "live" | "wait" | "danger"; readonly text: string }[] {
  const why = batches.problem === null ? "" : `: ${problemText(batches.problem)}`;
  return [
    { tone: "live", count: batches.cancelled, text: `${countText(batches.cancelled)} cancelled at Claude` } as const,
    { tone: "wait", count: batches.trying, text: `${countText(batches.trying)} not cancelled yet${why}` } as const,
    { tone: "danger", count: batches.failed, text: `${countText(batches.failed)} not cancelled${why}` } as const,
  ].filter(({ count }) => count > 0);
}
