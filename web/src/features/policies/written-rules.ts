/** What somebody writes about the rules of a version. */
export interface WrittenRules {
  readonly document: string;
  readonly scope: string;
  readonly note: string;
}

/** What is written that is not in what was sent; null when nothing is. A note belongs to the version that it was sent with. */
export function writtenSince(sent: WrittenRules, now: WrittenRules): WrittenRules | null {
  if (now.document === sent.document && now.scope === sent.scope && now.note === sent.note) return null;
  return { ...now, note: now.note === sent.note ? "" : now.note };
}
