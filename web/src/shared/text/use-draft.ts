import { useState } from "react";
import { useSession } from "../queries/session-context.ts";

/** What somebody writes in a place, kept in this tab until it is sent: neither another page nor a reload loses it. */
export function useDraft(place: string): readonly [text: string, write: (text: string) => void] {
  const { user } = useSession();
  const key = `draft ${user.id} ${place}`;
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? "");
  const write = (next: string): void => {
    setText(next);
    if (next === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, next);
  };
  return [text, write];
}
