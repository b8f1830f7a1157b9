import { useState } from "react";
import { useSession } from "#shared/queries/session-context.ts";

// In memory only, as long as the page is open.
const drafts = new Map<string, string>();

/** What somebody is writing about an approval: it is there again when they come back to it. */
export function useDraft(approvalId: string, kind: "note" | "question"): readonly [text: string, write: (text: string) => void] {
  const key = `${useSession().user.id} ${approvalId} ${kind}`;
  const [text, setText] = useState(drafts.get(key) ?? "");
  const write = (next: string): void => {
    if (next === "") drafts.delete(key);
    else drafts.set(key, next);
    setText(next);
  };
  return [text, write];
}
