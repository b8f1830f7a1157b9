import type { ReactElement } from "react";
import { Button, Group, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import type { OnCallPlan, Override } from "./on-call-plan.ts";
import styles from "./reviewing.module.css";

interface OnCallFieldsProps {
  readonly plan: OnCallPlan;
  readonly people: readonly { readonly value: string; readonly label: string }[];
  readonly error: string | undefined;
  readonly onChange: (plan: OnCallPlan) => void;
}

const zones = Intl.supportedValuesOf("timeZone");

/** A week each, in turn; and who stands in when. */
export function OnCallFields({ plan, people, error, onChange }: OnCallFieldsProps): ReactElement {
  const set = (change: Partial<OnCallPlan>): void => onChange({ ...plan, ...change });
  const setOverride = (at: number, change: Partial<Override>): void =>
    set({ overrides: plan.overrides.map((one, index) => (index === at ? { ...one, ...change } : one)) });
  return (
    <Stack gap={12} data-testid="on-call-fields">
      <MultiSelect
        label="On call, a week each, in this order"
        data={[...people]}
        value={[...plan.people]}
        error={error}
        onChange={(chosen) => set({ people: chosen })}
      />
      <Group grow gap={8}>
        <TextInput
          type="date"
          label="First handover"
          required
          value={plan.startsOn}
          onChange={(event) => set({ startsOn: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label="At"
          required
          value={plan.handover}
          onChange={(event) => set({ handover: event.currentTarget.value })}
        />
        <Select
          label="Time zone"
          searchable
          allowDeselect={false}
          data={zones.includes(plan.zone) ? zones : [plan.zone, ...zones]}
          value={plan.zone}
          onChange={(zone) => set({ zone: zone ?? plan.zone })}
        />
      </Group>
      {plan.overrides.map((override, index) => (
        <div key={index} className={styles.override}>
          <Select
            label="Stands in"
            data={[...people]}
            value={override.userId === "" ? null : override.userId}
            onChange={(userId) => setOverride(index, { userId: userId ?? "" })}
          />
          <TextInput
            type="datetime-local"
            label="From (your time)"
            value={override.from}
            onChange={(event) => setOverride(index, { from: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            label="Until"
            value={override.until}
            onChange={(event) => setOverride(index, { until: event.currentTarget.value })}
          />
          <Button variant="subtle" color="red" onClick={() => set({ overrides: plan.overrides.filter((_, other) => other !== index) })}>
            Remove
          </Button>
        </div>
      ))}
      <Group>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => set({ overrides: [...plan.overrides, { from: "", until: "", userId: "" }] })}
        >
          Add an override
        </Button>
      </Group>
    </Stack>
  );
}
