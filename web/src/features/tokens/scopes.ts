import type { ApiToken, Permission } from "../../shared/api/types.ts";
import { secondsOf } from "../../shared/time/format.ts";

export type Scope = ApiToken["scopes"][number];

interface ScopeWords {
  readonly scope: Exclude<Scope, "scim">;
  readonly name: string;
  readonly what: string;
  /** Who asks for the scope has this. */
  readonly needs: Permission;
}

/** What a token may be made for, in the order in which it is shown. */
export const scopes: readonly ScopeWords[] = [
  { scope: "read", name: "Read", what: "Skills, sessions, approvals, policies, settings", needs: "read" },
  { scope: "approve", name: "Decide", what: "Approve and deny what is held", needs: "decide" },
  { scope: "contain", name: "Contain", what: "Stop skills, set locks, work on incidents, look values up", needs: "contain" },
  { scope: "policies", name: "Write policies", what: "Write, try out and put in force", needs: "policies" },
  { scope: "audit", name: "Audit", what: "The audit log and evidence", needs: "audit" },
  { scope: "manage", name: "Manage", what: "All of the above but reading and deciding, and settings, skills and people", needs: "manage" },
];

/** The name of a scope. */
export function scopeName(scope: Scope): string {
  return scope === "scim" ? "Directory (SCIM)" : (scopes.find((known) => known.scope === scope)?.name ?? scope);
}

/** Whether a token still opens anything at a time, in seconds since 1970, and if not, why. */
export function stateOf(token: Pick<ApiToken, "revokedAt" | "expiresAt">, now: number): "usable" | "revoked" | "expired" {
  if (token.revokedAt !== null) return "revoked";
  return secondsOf(token.expiresAt) > now ? "usable" : "expired";
}
