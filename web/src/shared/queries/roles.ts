import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, read } from "../api/client.ts";
import type { Permission } from "../api/types.ts";
import { useStale } from "../live/live-context.ts";
import { keys } from "./keys.ts";
import { useSession } from "./session-context.ts";
import { may } from "./session.ts";

/** Roles that every organisation has, and its own. */
export const rolesQuery = queryOptions({
  queryKey: keys.roles,
  queryFn: () => read(api.GET("/api/v1/roles")),
  select: (page) => page.items,
});

/** What each permission lets people do, in the order in which they are shown. */
export const permissionWords: Readonly<Record<Permission, { readonly name: string; readonly what: string }>> = {
  read: { name: "Read", what: "Skills, sessions with prompts and answers, approvals, policies, settings" },
  decide: { name: "Decide", what: "Approve and deny what is held" },
  contain: { name: "Contain", what: "Stop skills, set locks, work on incidents, hold evidence, look values up" },
  policies: { name: "Write policies", what: "Write, try out and put in force" },
  audit: { name: "Audit", what: "The audit log, evidence, and how everything is set up" },
  manage: { name: "Manage", what: "Skills, connections, channels, exports, retention, partners" },
  people: { name: "Manage people", what: "Members, roles, sign-in, the directory, API tokens, offboarding" },
  bill: { name: "Pay", what: "Plans and invoices" },
  own: { name: "Own", what: "Say who owns the organisation, and whether passwords open it" },
};

/** Roles that groups can give. */
export function useMappedRoles(): string[] {
  return (useQuery(rolesQuery).data ?? []).map(({ name }) => name).filter((name) => name !== "owner");
}

/** Whether who is signed in may one of these: nobody is offered what the server would refuse. */
export function useMay(...permissions: readonly Permission[]): boolean {
  return may(useSession(), ...permissions);
}

/** Why who manages people could change nothing now; null when they may. */
export function useBlocked(): string | null {
  const stale = useStale();
  return useMay("people") ? stale : "Who manages people changes this.";
}
