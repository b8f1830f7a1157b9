import type { RetentionPreview } from "../../shared/api/types.ts";

/** Whether rules would delete anything that is there now: then somebody is asked before they are saved. */
export function losesAny({ sessions, audit }: RetentionPreview): boolean {
  return sessions > 0 || audit > 0;
}

/** What rules would delete, in a sentence. */
export function lossOf({ bodies, findings, exchanges, sessions, audit }: RetentionPreview): string {
  const recorded = [
    bodies > 0 ? `the bodies of ${counted(bodies, "exchange")}` : null,
    findings > 0 ? counted(findings, "finding") : null,
    exchanges > 0 ? `all of ${counted(exchanges, "exchange")}` : null,
  ].filter((part) => part !== null);
  const parts = [
    sessions > 0 ? `${recorded.join(", ")}, in ${counted(sessions, "session")}` : null,
    audit > 0 ? `${counted(audit, "entry", "entries")} of the audit log` : null,
  ].filter((part) => part !== null);
  return `Deletes ${parts.join(", and ")}.`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
