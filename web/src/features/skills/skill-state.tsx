import type { ReactElement } from "react";
import type { Skill } from "#shared/api/types.ts";
import { Chip } from "#shared/ui/chip.tsx";

export function SkillState({ skill }: { readonly skill: Skill }): ReactElement {
  if (skill.status === "revoked") return <Chip tone="danger">Revoked</Chip>;
  if (skill.stopped) return <Chip tone="danger">Stopped</Chip>;
  if (skill.status !== "active") return <Chip tone="danger">Suspended</Chip>;
  if (skill.liveSessions > 0) return <Chip tone="live">{skill.liveSessions} live</Chip>;
  return <Chip>Active</Chip>;
}
