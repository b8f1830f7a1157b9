import type { KeyboardEvent } from "react";

/** Ctrl+Enter, or ⌘+Enter, in a field sends its form; once, however long it is held down. */
export function sendOnEnter(event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (!event.repeat) event.currentTarget.form?.requestSubmit();
}
