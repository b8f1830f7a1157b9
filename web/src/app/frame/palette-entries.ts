import { useMemo } from "react";
import { useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Session } from "#shared/api/types.ts";
import { homeQuery } from "#shared/queries/home.ts";
import { may } from "#shared/queries/session.ts";
import { skillsQuery } from "#shared/queries/skills.ts";
import { visibleText } from "#shared/text/segments.ts";
import type { IconName } from "#shared/ui/icon.tsx";
import { pagesOf } from "./pages.ts";
import type { Destination } from "./use-leave.ts";

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

export function usePaletteEntries(session: Session, onHelp: () => void, onLeave: (to: Destination) => void): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const reads = may(session, "read");
  const home = useQuery({ ...homeQuery, enabled: reads }).data;
  const skills = useQuery({ ...skillsQuery, enabled: reads }).data;

  return useMemo(() => {
    const opening: PaletteEntry[] = pagesOf(session).map((page) => ({
      key: page.key,
      name: "more" in page ? `${page.name}: ${page.more}` : page.name,
      kind: "page",
      icon: page.icon,
      run: () => void navigate({ to: page.to, params: {}, search: {} }),
    }));
    const approvals: PaletteEntry[] = (home?.waitingApprovals ?? []).map((approval) => ({
      key: approval.id,
      name: `${approval.skillName}: ${visibleText(approval.summary)}`,
      kind: "approval",
      icon: "approvals",
      run: () => void navigate({ to: "/approvals/{-$approvalId}", params: { approvalId: approval.id } }),
    }));
    const stops = may(session, "contain");
    const ofSkills: PaletteEntry[] = (skills ?? []).flatMap((skill) => [
      {
        key: skill.id,
        name: skill.name,
        kind: "skill",
        icon: "skills",
        run: () => void navigate({ to: "/skills/{-$skillId}", params: { skillId: skill.id } }),
      } as const,
      ...(stops && skill.status !== "revoked"
        ? [
            {
              key: `${skill.id} act`,
              name: skill.stopped ? `Resume skill ${skill.name}` : `Stop skill ${skill.name}`,
              kind: "act",
              icon: skill.stopped ? "play" : "stop",
              danger: !skill.stopped,
              run: () =>
                void navigate({
                  to: "/skills/{-$skillId}",
                  params: { skillId: skill.id },
                  search: { act: skill.stopped ? "resume" : "stop" },
                }),
            } as const,
          ]
        : []),
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
        run: () => onLeave(membership.organisationId),
      }));
    const acts: PaletteEntry[] = [
      { key: "light", name: "Light theme", kind: "act", icon: "sun", run: () => setColorScheme("light") },
      { key: "dark", name: "Dark theme", kind: "act", icon: "moon", run: () => setColorScheme("dark") },
      { key: "help", name: "Keyboard help", kind: "act", icon: "keyboard", run: onHelp },
      { key: "leave", name: "Sign out", kind: "act", icon: "leave", run: () => onLeave(null) },
    ];
    return [...opening, ...approvals, ...ofSkills, ...recent, ...organisations, ...acts];
  }, [home, navigate, onHelp, onLeave, session, setColorScheme, skills]);
}
