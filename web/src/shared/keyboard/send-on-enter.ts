import type { KeyboardEvent } from "react";

/** Ctrl+Enter, or ⌘+Enter, in a field sends its form. */
export function sendOnEnter(event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
