import { useMemo } from "react";
import { useMantineColorScheme } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Session } from "#shared/api/types.ts";
import { homeQuery } from "#shared/queries/home.ts";
import { signOut, switchOrganisation } from "#shared/queries/session.ts";
import { skillsQuery } from "#shared/queries/skills.ts";
import { visibleText } from "#shared/text/segments.ts";
import type { IconName } from "#shared/ui/icon.tsx";

export interface PaletteEntry {
  readonly key: string;
  readonly name: string;
  readonly kind: "page" | "skill" | "session" | "approval" | "act" | "organisation";
  readonly icon: IconName;
  readonly danger?: boolean;
  readonly run: () => void;
}

const most = 40;

/** Entries whose words begin with, or contain, every word of the query; in the order given. */
export function matching(entries: readonly PaletteEntry[], query: string): readonly PaletteEntry[] {
  const words = query.toLowerCase().split(/\s+/);
  return entries.filter((entry) => words.every((word) => `${entry.name} ${entry.kind}`.toLowerCase().includes(word))).slice(0, most);
}

export function usePaletteEntries(session: Session, onHelp: () => void): readonly PaletteEntry[] {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const home = useQuery(homeQuery).data;
  const skills = useQuery(skillsQuery).data;

  return useMemo(() => {
    const pages: PaletteEntry[] = [
      { key: "home", name: "Home", kind: "page", icon: "home", run: () => void navigate({ to: "/" }) },
      {
        key: "approvals",
        name: "Approvals",
        kind: "page",
        icon: "approvals",
        run: () => void navigate({ to: "/approvals/{-$approvalId}", params: {} }),
      },
      { key: "sessions", name: "Sessions", kind: "page", icon: "sessions", run: () => void navigate({ to: "/sessions" }) },
      { key: "search", name: "Search recordings", kind: "page", icon: "search", run: () => void navigate({ to: "/search" }) },
      { key: "skills", name: "Skills", kind: "page", icon: "skills", run: () => void navigate({ to: "/skills/{-$skillId}", params: {} }) },
      {
        key: "incidents",
        name: "Incidents",
        kind: "page",
        icon: "incidents",
        run: () => void navigate({ to: "/incidents/{-$incidentId}", params: {} }),
      },
      { key: "exposure", name: "Exposure", kind: "page", icon: "exposure", run: () => void navigate({ to: "/exposure" }) },
      { key: "connections", name: "Connections", kind: "page", icon: "connections", run: () => void navigate({ to: "/connections" }) },
      {
        key: "policies",
        name: "Policies",
        kind: "page",
        icon: "policies",
        run: () => void navigate({ to: "/policies/{-$policyId}", params: {} }),
      },
      {
        key: "reviewing",
        name: "Reviewing: groups, likes, broken glass",
        kind: "page",
        icon: "eye",
        run: () => void navigate({ to: "/settings/reviewing" }),
      },
      {
        key: "locks",
        name: "Locks: everything that is stopped",
        kind: "page",
        icon: "stop",
        run: () => void navigate({ to: "/locks", search: {} }),
      },
      {
        key: "issuers",
        name: "Trusted issuers: workload identity",
        kind: "page",
        icon: "badge",
        run: () => void navigate({ to: "/settings/issuers" }),
      },
      { key: "partners", name: "Partners", kind: "page", icon: "person", run: () => void navigate({ to: "/settings/partners" }) },
      {
        key: "directory",
        name: "Directory: SCIM address, tokens, groups",
        kind: "page",
        icon: "columns",
        run: () => void navigate({ to: "/settings/directory" }),
      },
      {
        key: "offboarding",
        name: "Offboarding: who left and what ended",
        kind: "page",
        icon: "leave",
        run: () => void navigate({ to: "/settings/offboarding/{-$offboardingId}", params: {} }),
      },
      {
        key: "identity",
        name: "Identity: providers and domains",
        kind: "page",
        icon: "key",
        run: () => void navigate({ to: "/settings/identity" }),
      },
      {
        key: "sign-ins",
        name: "Sign-ins: your devices",
        kind: "page",
        icon: "screen",
        run: () => void navigate({ to: "/settings/sign-ins" }),
      },
      { key: "exports", name: "Exports", kind: "page", icon: "outbox", run: () => void navigate({ to: "/settings/exports" }) },
      {
        key: "notifications",
        name: "Notifications",
        kind: "page",
        icon: "bell",
        run: () => void navigate({ to: "/settings/notifications", search: {} }),
      },
      { key: "audit", name: "Audit log", kind: "page", icon: "document", run: () => void navigate({ to: "/settings/audit", search: {} }) },
      { key: "retention", name: "Retention", kind: "page", icon: "hourglass", run: () => void navigate({ to: "/settings/retention" }) },
    ];
    const approvals: PaletteEntry[] = (home?.waitingApprovals ?? []).map((approval) => ({
      key: approval.id,
      name: `${approval.skillName}: ${visibleText(approval.summary)}`,
      kind: "approval",
      icon: "approvals",
      run: () => void navigate({ to: "/approvals/{-$approvalId}", params: { approvalId: approval.id } }),
    }));
    const ofSkills: PaletteEntry[] = (skills ?? []).flatMap((skill) => [
      {
        key: skill.id,
        name: skill.name,
        kind: "skill",
        icon: "skills",
        run: () => void navigate({ to: "/skills/{-$skillId}", params: { skillId: skill.id } }),
      } as const,
      {
        key: `${skill.id} act`,
        name: skill.stopped ? `Resume skill ${skill.name}` : `Stop skill ${skill.name}`,
        kind: "act",
        icon: skill.stopped ? "play" : "stop",
        danger: !skill.stopped,
        run: () =>
          void navigate({ to: "/skills/{-$skillId}", params: { skillId: skill.id }, search: skill.stopped ? {} : { act: "stop" } }),
      } as const,
    ]);
    const recent: PaletteEntry[] = (home?.recent ?? []).map((one) => ({
      key: one.id,
      name: `${one.skillName}: ${visibleText(one.title ?? one.name ?? one.id)}`,
      kind: "session",
      icon: "sessions",
      run: () => void navigate({ to: "/sessions/$sessionId", params: { sessionId: one.id } }),
    }));
    const organisations: PaletteEntry[] = session.memberships
      .filter((membership) => membership.organisationId !== session.organisation.id)
      .map((membership) => ({
        key: membership.organisationId,
        name: `Switch to ${membership.name}`,
        kind: "organisation",
        icon: "person",
        run: () => void navigate({ to: "/" }).then(() => switchOrganisation(client, membership.organisationId)),
      }));
    const acts: PaletteEntry[] = [
      { key: "light", name: "Light theme", kind: "act", icon: "sun", run: () => setColorScheme("light") },
      { key: "dark", name: "Dark theme", kind: "act", icon: "moon", run: () => setColorScheme("dark") },
      { key: "help", name: "Keyboard help", kind: "act", icon: "keyboard", run: onHelp },
      { key: "leave", name: "Sign out", kind: "act", icon: "leave", run: () => void signOut(client) },
    ];
    return [...pages, ...approvals, ...ofSkills, ...recent, ...organisations, ...acts];
  }, [client, home, navigate, onHelp, session, setColorScheme, skills]);
}
