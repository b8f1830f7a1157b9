/** First parts of every query key: what the feed invalidates. */
export const keys = {
  session: ["session"],
  home: ["home"],
  approvals: ["approvals"],
  sessions: ["sessions"],
  search: ["search"],
  exchanges: ["exchanges"],
  skills: ["skills"],
  connections: ["connections"],
  policies: ["policies"],
  members: ["members"],
  evidence: ["evidence"],
  incidents: ["incidents"],
  exposureLists: ["exposure-lists"],
  blastRadius: ["blast-radius"],
  retention: ["retention"],
  exports: ["exports"],
} as const;
