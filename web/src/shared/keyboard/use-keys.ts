import { useEffect, useEffectEvent } from "react";

export type KeyMap = Readonly<Record<string, () => void>>;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

// A space presses what has the focus, and so does Enter, but for a link to what is open already.
function isPressed({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement) || !["BUTTON", "SUMMARY", "A"].includes(target.tagName)) return false;
  return key === " " || (key === "Enter" && !target.hasAttribute("aria-current"));
}

/**
 * Plain keys of a page, by `KeyboardEvent.key`; two keys with a space between are pressed one after the other;
 * arrows may have `Shift+` before them.
 * Not while somebody types, a dialog is open, or a key is held down.
 */
export function useKeys(map: KeyMap): void {
  const press = useEffectEvent((key: string, before: string | null): boolean => {
    const action = (before === null ? undefined : map[`${before} ${key}`]) ?? map[key];
    action?.();
    return action !== undefined;
  });

  useEffect(() => {
    let before: { key: string; at: number } | null = null;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("[aria-modal=true]") !== null) return;
      if (isPressed(event)) return;
      const key = event.shiftKey && event.key.startsWith("Arrow") ? `Shift+${event.key}` : event.key;
      const first = before !== null && event.timeStamp - before.at < 1000 ? before.key : null;
      before = { key, at: event.timeStamp };
      if (press(key, first)) event.preventDefault();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}
