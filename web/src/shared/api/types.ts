import type { components, paths } from "./schema.d.ts";

type Schemas = components["schemas"];
type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: { 200: { content: { "application/json": infer T } } } } ? T : never;
type Item<T> = T extends { items: readonly (infer I)[] } ? I : never;

// Named by where they come from, so that a renamed schema on the server changes nothing here.
export type Session = Answer<"/api/v1/session", "get">;
export type Home = Answer<"/api/v1/home", "get">;
export type ApprovalSummary = Item<Answer<"/api/v1/approvals", "get">>;
export type ApprovalDetail = Answer<"/api/v1/approvals/{id}", "get">;
export type HoldView = ApprovalDetail["view"];
export type SessionSummary = Item<Answer<"/api/v1/sessions", "get">>;
export type SessionDetail = Answer<"/api/v1/sessions/{id}", "get">;
export type ExchangeSummary = SessionDetail["exchangesList"][number];
export type ExchangeDetail = Answer<"/api/v1/exchanges/{id}", "get">;
export type ResponsePart = Answer<"/api/v1/exchanges/{id}/response", "get">;
export type Skill = Item<Answer<"/api/v1/skills", "get">>;
export type NewKey = Schemas["NewKey"];
export type Connection = Item<Answer<"/api/v1/connections", "get">>;
export type Policy = Item<Answer<"/api/v1/policies", "get">>;
export type Gateway = Home["gateways"][number];
export type FeedEvent = Item<Answer<"/api/v1/feed", "get">>;
export type Role = "admin" | "reviewer" | "responder";
