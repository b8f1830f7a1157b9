import type { ReactElement } from "react";
import type { Policy, PolicyVersion } from "#shared/api/types.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Chip, type Tone } from "#shared/ui/chip.tsx";

const states: Readonly<Record<PolicyVersion["state"], { readonly text: string; readonly tone: Tone; readonly meaning: string }>> = {
  draft: { text: "Draft", tone: "plain", meaning: "Nobody asked for it to come into force." },
  review: { text: "In review", tone: "wait", meaning: "Somebody asked for it to come into force." },
  active: { text: "In force", tone: "live", meaning: "Gateways decide by it." },
  retired: { text: "Retired", tone: "plain", meaning: "It was in force once." },
};

export function VersionState({ state }: { readonly state: PolicyVersion["state"] }): ReactElement {
  const word = states[state];
  return (
    <Chip tone={word.tone} title={word.meaning}>
      {word.text}
    </Chip>
  );
}

/** What a policy is as a whole. */
export function PolicyState({ policy }: { readonly policy: Policy }): ReactElement {
  if (policy.archivedAt !== null) return <Chip>Archived</Chip>;
  if (policy.faults.length > 0) return <Chip tone="danger">Not in force everywhere</Chip>;
  if (policy.activeVersion === 0) return <VersionState state={policy.latestState} />;
  return <Chip tone="live">Version {policy.activeVersion} in force</Chip>;
}

/** Which skills a scope stands for, in words. */
export function scopeText(scope: string, skillName?: (id: string) => string): string {
  if (scope.startsWith("label:")) return `skills labelled ${visibleText(scope.slice("label:".length))}`;
  if (!scope.startsWith("skill:")) return "every skill";
  const id = scope.slice("skill:".length);
  return `the skill ${skillName?.(id) ?? id}`;
}
