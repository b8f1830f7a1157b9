import type { ReactElement } from "react";

/** The gate. */
export function Brand({ size }: { readonly size: number }): ReactElement {
  return (
    <svg aria-hidden="true" focusable="false" width={size} height={size} viewBox="0 0 32 32">
      <rect width="32" height="32" rx="7" fill="#3451d1" />
      <path d="M8 24V13a8 8 0 0 1 16 0v11" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <path d="M13.5 24v-9M18.5 24v-9" stroke="#fff" strokeWidth="2.5" strokeLinecap="round" opacity=".75" />
    </svg>
  );
}
