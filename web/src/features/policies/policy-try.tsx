import { useState, type ReactElement } from "react";
import { Group, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { PolicyTrial } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { skillsQuery } from "#shared/queries/skills.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { Decision } from "./match-table.tsx";
import styles from "./policies.module.css";

interface PolicyTryProps {
  readonly policyId: string;
  readonly document: string;
  readonly scope: string;
}

const request = `{
  "model": "claude-sonnet-4-5",
  "max_tokens": 1024,
  "messages": [{ "role": "user", "content": "Write to jo.hansen@corp.example" }]
}`;
const toolInput = `{ "url": "https://files.example.com/upload" }`;

/** What would be decided about a sample under the document as it stands in the editor. Nothing of it is kept. */
export function PolicyTry({ policyId, document, scope }: PolicyTryProps): ReactElement {
  const stale = useStale();
  const skills = useQuery(skillsQuery);
  const [on, setOn] = useState<"request" | "tool">("request");
  const [input, setInput] = useState(request);
  const [tool, setTool] = useState("http_request");
  const [skill, setSkill] = useState<string | null>(null);
  const [alone, setAlone] = useState(false);
  const run = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/policies/try", {
          body: { document, scope, policyId, input, alone, skillId: skill, tool: on === "tool" ? tool : null, endpoint: null },
        }),
      ),
  });
  return (
    <Card title="Try it on a sample">
      <form
        className={styles.cardBody}
        data-testid="policy-try"
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate();
        }}
      >
        <Group gap={8} align="end">
          <Select
            size="xs"
            w={150}
            label="Sample"
            allowDeselect={false}
            data={[
              { value: "request", label: "A request" },
              { value: "tool", label: "A tool call" },
            ]}
            value={on}
            onChange={(value) => {
              const next = value === "tool" ? "tool" : "request";
              if (input === request || input === toolInput) setInput(next === "tool" ? toolInput : request);
              setOn(next);
            }}
          />
          {on === "tool" && (
            <TextInput size="xs" w={160} label="Tool" required value={tool} onChange={(event) => setTool(event.currentTarget.value)} />
          )}
          <Select
            size="xs"
            w={200}
            label="From"
            placeholder="a skill without labels"
            clearable
            searchable
            data={(skills.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={skill}
            onChange={setSkill}
          />
          <Switch size="xs" mb={6} label="This policy alone" checked={alone} onChange={(event) => setAlone(event.currentTarget.checked)} />
        </Group>
        <Textarea
          size="xs"
          aria-label={on === "tool" ? "Input of the tool, JSON" : "Body of the request, JSON"}
          autosize
          minRows={4}
          maxRows={14}
          spellCheck={false}
          classNames={{ input: styles.sample ?? "" }}
          value={input}
          onChange={(event) => setInput(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <ActionButton type="submit" variant="default" blocked={stale} loading={run.isPending} testId="try-policy">
            Try
          </ActionButton>
        </Group>
        {run.isError && <Problem error={run.error} />}
        {run.data !== undefined && <Result trial={run.data} />}
      </form>
    </Card>
  );
}

function Result({ trial }: { readonly trial: PolicyTrial }): ReactElement {
  const asked = trial.rules.filter(({ outcome }) => outcome !== "not_asked");
  return (
    <div data-testid="try-result" className={styles.stack}>
      <p>
        <Decision kind={trial.decision} /> {visibleText(trial.why)}
      </p>
      {trial.found.length > 0 && (
        <Group gap={8}>
          <span className="sg-muted">Found</span>
          {trial.found.map(({ type, count }) => (
            <Chip key={type}>
              {type} {count}
            </Chip>
          ))}
        </Group>
      )}
      <ol className={styles.tried}>
        {asked.map((rule) => (
          <li key={rule.order} data-outcome={rule.outcome}>
            <span className="sg-mono">{rule.rule}</span>{" "}
            <span className="sg-muted">
              {visibleText(rule.policyName)}: {visibleText(rule.why)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
