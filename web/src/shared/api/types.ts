import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];

export type Home = Schemas["Home"];
export type Session = Schemas["PortalSession"];
export type Role = Session["roles"][number];
export type ApprovalSummary = Schemas["ApprovalSummary"];
export type ApprovalDetail = Schemas["ApprovalDetail"];
export type HoldView = Schemas["HoldView"];
export type SessionSummary = Schemas["SessionSummary"];
export type SessionDetail = Schemas["SessionDetail"];
export type ExchangeSummary = Schemas["ExchangeSummary"];
export type Finding = Schemas["Finding"];
export type ResponseSlice = Schemas["ResponseSlice"];
export type Evidence = Schemas["Evidence"];
export type Skill = Schemas["Skill"];
export type SkillKey = Schemas["SkillKey"];
export type CreatedSkillKey = Schemas["CreatedSkillKey"];
export type Policy = Schemas["Policy"];
export type Gateway = Schemas["GatewayStatus"];
export type ConnectionHealth = Schemas["ConnectionHealth"];
export type SearchResult = Schemas["SearchResult"];
export type SearchHit = Schemas["SearchHit"];
export type SearchFacet = Schemas["SearchFacet"];
export type SavedSearch = Schemas["SavedSearch"];
