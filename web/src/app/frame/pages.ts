import type { Permission, Session } from "#shared/api/types.ts";
import { may } from "#shared/queries/session.ts";
import type { IconName } from "#shared/ui/icon.tsx";

type Needs = readonly Permission[] | null;

const read: Needs = ["read"];
const look: Needs = ["contain", "audit", "people"];
const inspect: Needs = ["manage", "people", "audit"];

/**
 * The pages of the portal in the order of the navigation, which shows each person those that open to them: who has one of the permissions; null: everybody.
 * A line stands before the first of settings.
 */
export const pages = [
  { key: "home", name: "Home", icon: "home", to: "/", needs: null },
  { key: "approvals", name: "Approvals", icon: "approvals", to: "/approvals/{-$approvalId}", needs: read },
  { key: "sessions", name: "Sessions", icon: "sessions", to: "/sessions", needs: read },
  { key: "search", name: "Search", more: "recordings", icon: "search", to: "/search", needs: read },
  { key: "skills", name: "Skills", icon: "skills", to: "/skills/{-$skillId}", needs: read },
  { key: "locks", name: "Locks", more: "everything that is stopped", icon: "stop", to: "/locks", needs: read },
  { key: "incidents", name: "Incidents", icon: "incidents", to: "/incidents/{-$incidentId}", needs: look },
  { key: "exposure", name: "Exposure", icon: "exposure", to: "/exposure", needs: look },
  { key: "connections", name: "Connections", icon: "connections", to: "/connections", needs: read },
  { key: "issuers", name: "Trusted issuers", more: "workload identity", icon: "badge", to: "/settings/issuers", needs: read },
  { key: "policies", name: "Policies", icon: "policies", to: "/policies/{-$policyId}", needs: read },
  { key: "reviewing", name: "Reviewing", more: "groups, likes, broken glass", icon: "eye", to: "/settings/reviewing", needs: read },
  { key: "partners", name: "Partners", icon: "person", to: "/settings/partners", needs: read },
  {
    key: "members",
    name: "Members",
    more: "people and what they may do",
    icon: "people",
    to: "/settings/members",
    needs: ["read", "people"],
  },
  { key: "roles", name: "Roles", more: "what each lets people do", icon: "check", to: "/settings/roles", needs: ["read", "people"] },
  {
    key: "tokens",
    name: "API tokens",
    more: "programs that call SaaSGate",
    icon: "tool",
    to: "/settings/tokens",
    needs: ["people", "audit"],
  },
  { key: "directory", name: "Directory", more: "SCIM address, tokens, groups", icon: "columns", to: "/settings/directory", needs: inspect },
  {
    key: "offboarding",
    name: "Offboarding",
    more: "who left and what ended",
    icon: "leave",
    to: "/settings/offboarding/{-$offboardingId}",
    needs: look,
  },
  { key: "identity", name: "Identity", more: "providers and domains", icon: "key", to: "/settings/identity", needs: ["people", "audit"] },
  { key: "sign-ins", name: "Sign-ins", more: "your devices", icon: "screen", to: "/settings/sign-ins", needs: null },
  { key: "retention", name: "Retention", icon: "hourglass", to: "/settings/retention", needs: read },
  { key: "exports", name: "Exports", icon: "outbox", to: "/settings/exports", needs: inspect },
  { key: "notifications", name: "Notifications", icon: "bell", to: "/settings/notifications", needs: null },
  { key: "billing", name: "Billing", more: "plan, payment, invoices, use", icon: "card", to: "/settings/billing", needs: ["bill"] },
  { key: "audit", name: "Audit log", icon: "document", to: "/settings/audit", needs: ["audit"] },
] as const satisfies readonly {
  readonly key: string;
  readonly name: string;
  readonly more?: string;
  readonly icon: IconName;
  readonly to: string;
  readonly needs: Needs;
}[];

export type PageKey = (typeof pages)[number]["key"];

/** Those that open to a person. Where nobody pays, nobody is led to what they would pay. */
export const pagesOf = (session: Session): (typeof pages)[number][] =>
  pages.filter(({ key, needs }) => (needs === null || may(session, ...needs)) && (key !== "billing" || session.billing));
