import type { ReactElement } from "react";
import { Group, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { skillsQuery } from "#shared/queries/skills.ts";

interface ScopeInputProps {
  readonly scope: string;
  readonly disabled: boolean;
  readonly error?: string | undefined;
  readonly onChange: (scope: string) => void;
}

const kinds = [
  { value: "organisation", label: "Every skill" },
  { value: "label", label: "Skills with a label" },
  { value: "skill", label: "One skill" },
];

/** Which skills a policy is for. */
export function ScopeInput({ scope, disabled, error, onChange }: ScopeInputProps): ReactElement {
  const skills = useQuery(skillsQuery);
  const items = skills.data ?? [];
  const [kind = "organisation", ...rest] = scope.split(":");
  const name = rest.join(":");
  return (
    <Group gap={8} wrap="nowrap" align="start">
      <Select
        size="xs"
        w={160}
        aria-label="Which skills it is for"
        allowDeselect={false}
        disabled={disabled}
        data={kinds}
        value={kind}
        onChange={(value) => {
          onChange(value === "label" ? "label:" : value === "skill" ? `skill:${items[0]?.id ?? ""}` : "organisation");
        }}
      />
      {kind === "label" && (
        <TextInput
          size="xs"
          w={160}
          aria-label="Label"
          placeholder="label"
          required
          maxLength={60}
          disabled={disabled}
          value={name}
          error={error}
          onChange={(event) => {
            onChange(`label:${event.currentTarget.value}`);
          }}
        />
      )}
      {kind === "skill" && (
        <Select
          size="xs"
          w={200}
          aria-label="Skill"
          allowDeselect={false}
          searchable
          disabled={disabled}
          data={items.map((skill) => ({ value: skill.id, label: skill.name }))}
          value={name}
          error={error}
          onChange={(value) => {
            onChange(`skill:${value ?? ""}`);
          }}
        />
      )}
    </Group>
  );
}
