import type { ApprovalChanges } from "../../shared/api/types.ts";

type ChangedLine = ApprovalChanges["changes"][number]["lines"][number];

/** Of lines that are not shown: how many, and whether anything in them changed; null for a line that is. */
export function notShown({ kind, text }: ChangedLine): string | null {
  if (kind === "skipped") return `${text} equal lines`;
  return kind === "left_out" ? text : null;
}

/** What does not fit on the page; null when everything does. */
export function leftOutWords(turns: number): string | null {
  if (turns === 0) return null;
  return turns === 1
    ? "1 older turn is other too and not shown here. Read the whole request before you decide."
    : `${String(turns)} older turns are other too and not shown here. Read the whole request before you decide.`;
}
