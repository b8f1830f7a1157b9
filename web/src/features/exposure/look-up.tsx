import { useState, type ReactElement } from "react";
import { Autocomplete, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import { useStale } from "#shared/live/live-context.ts";
import { typeText } from "#shared/text/label-context.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Icon } from "#shared/ui/icon.tsx";
import { Empty, Problem } from "#shared/ui/note.tsx";
import { ExposureResult } from "./exposure-result.tsx";
import styles from "./exposure.module.css";
import { guessType, knownTypes } from "./value-type.ts";

interface Asked {
  readonly type: string;
  readonly value: string;
}

/** One value: who saw it. It leaves the page in a body only, and is kept nowhere. */
export function LookUp(): ReactElement {
  const stale = useStale();
  const [value, setValue] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const guessed = guessType(value);
  const type = chosen ?? guessed ?? "";
  const typed: Asked = { type: type.trim().toUpperCase(), value };
  const lookUp = useMutation({
    mutationFn: (asked: Asked) => read(api.POST("/api/v1/exposure", { body: asked })),
    gcTime: 0,
  });
  const other = lookUp.variables?.type !== typed.type || lookUp.variables.value !== typed.value;
  const problem = lookUp.isError ? toProblem(lookUp.error) : null;
  return (
    <div className={styles.body}>
      <form
        className={styles.form}
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (value.trim() !== "" && type !== "") lookUp.mutate(typed);
        }}
      >
        <PasswordInput
          className={styles.value}
          label="Value"
          description="An e-mail address, a card, an account. It is neither stored nor logged."
          value={value}
          error={problem?.fields.value?.[0]}
          onChange={(event) => setValue(event.currentTarget.value)}
          defaultVisible
          autoComplete="off"
          spellCheck={false}
          maxLength={256}
          data-testid="exposure-value"
        />
        <Autocomplete
          className={styles.type}
          label="Type"
          size="xs"
          description={chosen === null && guessed !== null ? `Looks like: ${typeText(guessed)}` : "As findings name it"}
          data={[...knownTypes]}
          value={type}
          error={problem?.fields.type?.[0]}
          onChange={(typed) => setChosen(typed === "" ? null : typed)}
          data-testid="exposure-type"
        />
        <ActionButton
          type="submit"
          blocked={stale ?? (value.trim() === "" ? "Type a value first." : type === "" ? "Choose a type first." : null)}
          loading={lookUp.isPending}
          leftSection={<Icon name="search" size={14} />}
          testId="exposure-submit"
        >
          Look up
        </ActionButton>
      </form>
      {problem !== null && Object.keys(problem.fields).length === 0 && <Problem error={lookUp.error} />}
      {lookUp.data !== undefined && <ExposureResult report={lookUp.data} askedAt={lookUp.submittedAt} other={other} />}
      {lookUp.data === undefined && !lookUp.isError && (
        <Empty icon="exposure" title="Who saw this value?">
          SaaSGate finds every session in which a value appeared, though it was masked and never kept: by its fingerprint. Each look-up is
          in the audit log with its type, not its value.
        </Empty>
      )}
    </div>
  );
}
