import { useState, type ReactElement } from "react";
import { ActionIcon, Button, Group, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { RetentionRules } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { losesAny, lossOf } from "./loss-words.ts";
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
  const admin = may(useSession(), "manage");
  const [own, setOwn] = useState<Days>(rules);
  const [auditDays, setAuditDays] = useState(rules.auditDays);
  const [labels, setLabels] = useState<readonly Rule[]>(rules.labels ?? []);
  const written = {
    version: rules.version,
    body: {
      bodiesDays: own.bodiesDays,
      findingsDays: own.findingsDays,
      metadataDays: own.metadataDays,
      labels: [...labels],
      auditDays,
    },
  };
  // What is saved is what was counted, whatever is written by then.
  const save = useMutation({
    mutationFn: ({ version, body }: typeof written) =>
      read(
        api.PUT("/api/v1/retention", {
          params: { header: { "If-Match": `"${String(version)}"` } },
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.retention }),
  });
  const preview = useMutation({
    mutationFn: ({ body }: typeof written) => read(api.POST("/api/v1/retention/preview", { body })),
  });
  const { plan, planDays = null } = rules;
  const longest = Math.max(own.bodiesDays, ...labels.map(({ bodiesDays }) => bodiesDays));
  const asked = preview.isSuccess && losesAny(preview.data) && !save.isPending ? preview : null;
  const failed = save.isError ? save.error : preview.error;
  const fields = failed === null ? {} : toProblem(failed).fields;
  const setAll = (next: readonly Rule[]): void => {
    preview.reset();
    setLabels(next);
  };
  const changeOwn = (days: Days): void => {
    preview.reset();
    setOwn(days);
  };
  const change = (index: number, rule: Rule): void => {
    setAll(labels.map((known, place) => (place === index ? rule : known)));
  };
  return (
    <Card
      title="Kept for, in days"
      aside={
        rules.updatedAt === null ? (
          <span className="sg-muted">as it came</span>
        ) : (
          <span className="sg-muted" data-testid="retention-saved">
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
          save.reset();
          if (preview.isPending || save.isPending) return;
          // Nothing to ask when nothing is lost. What is changed while it is counted takes the count back, and nothing is saved.
          preview.mutate(written, {
            onSuccess: (loss, counted) => {
              if (!losesAny(loss)) save.mutate(counted);
            },
          });
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
          <DayInputs days={own} about="Organisation" disabled={!admin} errors={fields} onChange={changeOwn} />
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
                setAll(labels.filter((_, place) => place !== index));
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
              preview.reset();
              setAuditDays(Number(value));
            }}
          />
        </div>
        <p className={styles.note}>
          Counted from the beginning of an exchange, and deleted within a day after that, also what is recorded already. Of several labels
          the longest counts. What is deleted cannot be brought back; the chain of its session still verifies and says what was deleted and
          why.
        </p>
        {planDays !== null && (
          <p className={styles.note} data-testid="retention-plan" role={longest > planDays ? "alert" : undefined}>
            The plan {plan} keeps bodies for {planDays} days
            {longest > planDays
              ? `, so bodies of what begins now go after ${String(planDays)}, not ${String(longest)}. Choose at most ${String(planDays)}, or a larger plan.`
              : " at most."}{" "}
            What began under a larger plan, or before there was one, is kept as it was promised.
          </p>
        )}
        {fields.labels !== undefined && (
          <p className={styles.note} role="alert">
            {fields.labels.join(" ")}
          </p>
        )}
        {failed !== null && <Problem error={failed} />}
        {asked !== null && (
          <div className={styles.ask} role="alert" data-testid="retention-preview">
            <span>{lossOf(asked.data)} These go at the next step, within a day, and cannot be brought back. What is held stays.</span>
            <Group gap={8} justify="flex-end">
              <Button
                variant="default"
                size="xs"
                onClick={() => {
                  preview.reset();
                  setOwn(rules);
                  setLabels(rules.labels ?? []);
                  setAuditDays(rules.auditDays);
                }}
              >
                Keep as it was
              </Button>
              <ActionButton
                size="xs"
                color="red"
                blocked={stale}
                testId="retention-confirm"
                onClick={() => {
                  save.mutate(asked.variables);
                }}
              >
                Save and delete
              </ActionButton>
            </Group>
          </div>
        )}
        {admin && (
          <Group justify="space-between" gap={8}>
            <Button
              variant="default"
              size="xs"
              onClick={() => {
                setAll([
                  ...labels,
                  { label: "", bodiesDays: own.bodiesDays, findingsDays: own.findingsDays, metadataDays: own.metadataDays },
                ]);
              }}
            >
              Add a label
            </Button>
            <ActionButton
              type="submit"
              size="xs"
              blocked={asked !== null ? "Say first what becomes of what is recorded." : stale}
              loading={preview.isPending || save.isPending}
              testId="retention-save"
            >
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
