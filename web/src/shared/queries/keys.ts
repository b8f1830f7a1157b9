/** First parts of every query key: what the feed invalidates. */
export const keys = {
  session: ["session"],
  home: ["home"],
  approvals: ["approvals"],
  sessions: ["sessions"],
  exchanges: ["exchanges"],
  skills: ["skills"],
  connections: ["connections"],
  policies: ["policies"],
  members: ["members"],
  retention: ["retention"],
  exports: ["exports"],
} as const;
