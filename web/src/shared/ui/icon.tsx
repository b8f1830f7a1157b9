import type { ReactElement } from "react";

// Strokes on a 24-pixel grid, drawn for this portal so that no icon package has to be loaded.
const paths = {
  home: "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
  approvals: "M4 13h4l1.5 3h5L16 13h4M5.5 5h13L20 13v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-5z",
  sessions: "M3 12h4l3-7 4 14 3-7h4",
  skills: "M7 8h10a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM12 8V4M9.5 13v1M14.5 13v1M2.5 13v3M21.5 13v3",
  connections: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
  policies: "M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6zM9 12l2 2 4-4",
  incidents: "M12 3v3M5.6 5.6l2.1 2.1M18.4 5.6l-2.1 2.1M7 19v-5a5 5 0 0 1 10 0v5M4 21h16",
  exposure: "M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M8 12h8",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 21 21",
  bell: "M6 16V11a6 6 0 1 1 12 0v5l2 2H4zM10 21h4",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5 19 19M19 5l-1.5 1.5M6.5 17.5 5 19",
  moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.5z",
  screen: "M4 5h16v11H4zM9 20h6M12 16v4",
  down: "m7 10 5 5 5-5",
  right: "m10 7 5 5-5 5",
  back: "m14 7-5 5 5 5",
  up: "m7 14 5-5 5 5",
  check: "m5 12.5 4.5 4.5L19 7.5",
  cross: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h10v11H9zM5 15V4h10",
  stop: "M8 3h8l5 5v8l-5 5H8l-5-5V8zM9 9h6v6H9z",
  play: "M7 5v14l12-7z",
  pause: "M8 5v14M16 5v14",
  columns: "M4 5h16v14H4zM12 5v14",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  keyboard: "M3 7h18v11H3zM7 11h.01M11 11h.01M15 11h.01M17 11h.01M8 15h8",
  leave: "M14 4h5a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-5M4 12h11M11 8l4 4-4 4",
  tool: "M14.5 6.5a4 4 0 0 1 5-2l-2.5 2.5 2 2 2.5-2.5a4 4 0 0 1-5.5 5L9 18.5a2.1 2.1 0 0 1-3-3l7-7a4 4 0 0 1 1.5-2z",
  thought: "M8 17a5 5 0 0 1-1-9.9A5.5 5.5 0 0 1 17.5 8 4.5 4.5 0 0 1 17 17zM8 21h.01M11 19.5h.01",
  warning: "M12 4 2.5 20h19zM12 10v4M12 17h.01",
  plus: "M12 5v14M5 12h14",
  key: "M8 15a4 4 0 1 1 3.5-6H21v4h-3v3h-4v-3h-2.5A4 4 0 0 1 8 15zM7.5 11h.01",
  gateway: "M4 21V11a8 8 0 0 1 16 0v10M9.5 21v-9M14.5 21v-9",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 21a7.5 7.5 0 0 1 15 0",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M15.5 4.3a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8",
  hourglass: "M6 3h12M6 21h12M7 3v4l5 5 5-5V3M7 21v-4l5-5 5 5v4",
  outbox: "M4 14v6h16v-6M12 16V4M7 9l5-5 5 5",
  badge: "M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8.5 16a3.5 3.5 0 0 1 7 0",
  card: "M3 6h18v12H3zM3 10h18M7 15h3",
  document: "M6 3h8l5 5v13H6zM14 3v5h5",
} as const;

export type IconName = keyof typeof paths;

interface IconProps {
  readonly name: IconName;
  readonly size?: number;
}

/** A decorative drawing; what it means is always said in words beside it or in a label. */
export function Icon({ name, size = 16 }: IconProps): ReactElement {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flexShrink: 0 }}
    >
      <path d={paths[name]} />
    </svg>
  );
}
