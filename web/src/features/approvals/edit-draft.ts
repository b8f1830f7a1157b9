/** Texts that a reviewer changed, by pointer, as they are kept in this tab; nothing where what is kept cannot be read. */
export function readEdits(kept: string): Readonly<Record<string, string>> {
  try {
    const edits: unknown = JSON.parse(kept);
    if (typeof edits !== "object" || edits === null) return {};
    return Object.fromEntries(Object.entries(edits).filter((edit): edit is [string, string] => typeof edit[1] === "string"));
  } catch {
    return {};
  }
}
