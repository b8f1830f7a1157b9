export interface NotificationsSearch {
  /** The channel whose messages are shown. */
  readonly channel?: string;
  /** What a message outside of the portal gave a person to open. */
  readonly link?: string;
}

export function readNotificationsSearch(search: Record<string, unknown>): NotificationsSearch {
  const { channel, link } = search;
  return {
    ...(typeof channel === "string" && channel !== "" ? { channel } : {}),
    ...(typeof link === "string" && link !== "" ? { link } : {}),
  };
}
