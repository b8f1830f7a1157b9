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
export type Skill = Schemas["Skill"];
export type SkillKey = Schemas["SkillKey"];
export type CreatedSkillKey = Schemas["CreatedSkillKey"];
export type Policy = Schemas["Policy"];
export type RetentionRules = Schemas["RetentionRules"];
export type RetentionLine = Schemas["RetentionReportLine"];
export type ExportSink = Schemas["ExportSink"];
export type LegalHold = Schemas["LegalHold"];
export type Gateway = Schemas["GatewayStatus"];
export type ConnectionHealth = Schemas["ConnectionHealth"];
