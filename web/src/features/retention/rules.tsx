import { useState, type ReactElement } from "react";
import { ActionIcon, Button, Group, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { RetentionRules } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { hasRole } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./retention.module.css";

type Rule = NonNullable<RetentionRules["labels"]>[number];
type Days = Omit<Rule, "label">;

const kinds = [
  ["bodiesDays", "Bodies"],
  ["findingsDays", "Findings"],
  ["metadataDays", "Metadata"],
] as const;

export function Rules({ rules }: { readonly rules: RetentionRules }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const admin = hasRole(useSession(), "admin");
  const [own, setOwn] = useState<Days>(rules);
  const [auditDays, setAuditDays] = useState(rules.auditDays);
  const [labels, setLabels] = useState<readonly Rule[]>(rules.labels ?? []);
  const save = useMutation({
    mutationFn: () =>
      read(
        api.PUT("/api/v1/retention", {
          params: { header: { "If-Match": `"${String(rules.version)}"` } },
          body: {
            bodiesDays: own.bodiesDays,
            findingsDays: own.findingsDays,
            metadataDays: own.metadataDays,
            labels: [...labels],
            auditDays,
          },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.retention }),
  });
  const fields = save.isError ? toProblem(save.error).fields : {};
  const change = (index: number, rule: Rule): void => {
    setLabels(labels.map((known, place) => (place === index ? rule : known)));
  };
  return (
    <Card
      title="Kept for, in days"
      aside={
        rules.updatedAt === null ? (
          <span className="sg-muted">as it came</span>
        ) : (
          <span className="sg-muted">
            {rules.updatedByName}, <TimeAgo iso={rules.updatedAt} />
          </span>
        )
      }
    >
      <form
        className={styles.form}
        data-testid="retention-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <div className={`${styles.row ?? ""} ${styles.head ?? ""}`} aria-hidden="true">
          <span>Skills</span>
          {kinds.map(([, name]) => (
            <span key={name}>{name}</span>
          ))}
          <span />
        </div>
        <div className={styles.row}>
          <span>without a label below</span>
          <DayInputs days={own} about="Organisation" disabled={!admin} errors={fields} onChange={setOwn} />
          <span />
        </div>
        {labels.map((rule, index) => (
          <div className={styles.row} key={index}>
            <TextInput
              size="xs"
              aria-label="Label"
              placeholder="label"
              required
              disabled={!admin}
              value={rule.label}
              onChange={(event) => {
                change(index, { ...rule, label: event.currentTarget.value });
              }}
            />
            <DayInputs
              days={rule}
              about={rule.label}
              disabled={!admin}
              errors={{}}
              onChange={(days) => {
                change(index, { label: rule.label, ...days });
              }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Remove the rule of ${rule.label}`}
              disabled={!admin}
              onClick={() => {
                setLabels(labels.filter((_, place) => place !== index));
              }}
            >
              <Icon name="cross" size={14} />
            </ActionIcon>
          </div>
        ))}
        <div className={styles.row}>
          <span>Audit log, whatever the skill</span>
          <NumberInput
            className={styles.last ?? ""}
            size="xs"
            aria-label="Days of the audit log"
            min={30}
            max={3660}
            allowDecimal={false}
            required
            disabled={!admin}
            value={auditDays}
            error={fields.auditDays?.[0]}
            onChange={(value) => {
              setAuditDays(Number(value));
            }}
          />
        </div>
        <p className={styles.note}>
          Counted from the beginning of an exchange, and deleted within a day after that, also what is recorded already. Of several labels
          the longest counts. What is deleted cannot be brought back; the chain of its session still verifies and says what was deleted and
          why.
        </p>
        {fields.labels !== undefined && (
          <p className={styles.note} role="alert">
            {fields.labels.join(" ")}
          </p>
        )}
        {save.isError && <Problem error={save.error} />}
        {admin && (
          <Group justify="space-between" gap={8}>
            <Button
              variant="default"
              size="xs"
              onClick={() => {
                setLabels([
                  ...labels,
                  { label: "", bodiesDays: own.bodiesDays, findingsDays: own.findingsDays, metadataDays: own.metadataDays },
                ]);
              }}
            >
              Add a label
            </Button>
            <ActionButton type="submit" size="xs" blocked={stale} loading={save.isPending} testId="retention-save">
              Save
            </ActionButton>
          </Group>
        )}
      </form>
    </Card>
  );
}

interface DayInputsProps {
  readonly days: Days;
  readonly about: string;
  readonly disabled: boolean;
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly onChange: (days: Days) => void;
}

function DayInputs({ days, about, disabled, errors, onChange }: DayInputsProps): ReactElement {
  return (
    <>
      {kinds.map(([kind, name]) => (
        <NumberInput
          key={kind}
          size="xs"
          aria-label={`${about}: days of ${name.toLowerCase()}`}
          min={1}
          max={3660}
          allowDecimal={false}
          required
          disabled={disabled}
          value={days[kind]}
          error={errors[kind]?.[0]}
          onChange={(value) => {
            onChange({
              bodiesDays: days.bodiesDays,
              findingsDays: days.findingsDays,
              metadataDays: days.metadataDays,
              [kind]: Number(value),
            });
          }}
        />
      ))}
    </>
  );
}
