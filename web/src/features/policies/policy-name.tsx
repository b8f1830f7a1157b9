import { useState, type ReactElement } from "react";
import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { Policy } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import styles from "./policies.module.css";

/** The name, which an administrator can change. */
export function PolicyName({ policy, admin }: { readonly policy: Policy; readonly admin: boolean }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [name, setName] = useState<string | null>(null);
  const rename = useMutation({
    mutationFn: (to: string) =>
      read(
        api.PATCH("/api/v1/policies/{policyId}", {
          params: { path: { policyId: policy.id }, header: { "If-Match": `"${policy.revision}"` } },
          body: { name: to },
        }),
      ),
    onSuccess: () => setName(null),
    onSettled: () => client.invalidateQueries({ queryKey: keys.policies }),
  });
  if (name === null)
    return (
      <div className={styles.name}>
        <h2>{visibleText(policy.name)}</h2>
        {admin && (
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setName(policy.name)} data-testid="rename-policy">
            Rename
          </Button>
        )}
      </div>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate(name.trim());
      }}
    >
      <Group gap={8} align="start">
        <TextInput
          size="xs"
          w={260}
          aria-label="Name"
          required
          maxLength={100}
          value={name}
          error={rename.isError ? (toProblem(rename.error).fields.name?.[0] ?? toProblem(rename.error).message) : null}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ActionButton type="submit" blocked={stale} loading={rename.isPending} testId="rename-policy-submit">
          Rename
        </ActionButton>
        <Button variant="default" onClick={() => setName(null)}>
          Keep
        </Button>
      </Group>
    </form>
  );
}
