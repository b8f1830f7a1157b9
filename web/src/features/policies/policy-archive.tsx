import { useState, type ReactElement } from "react";
import { Button, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Policy } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import styles from "./policies.module.css";

/** Takes a policy out of force for good. */
export function PolicyArchive({ policy }: { readonly policy: Policy }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [asked, setAsked] = useState(false);
  const archive = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/policies/{policyId}/archive", {
          params: { path: { policyId: policy.id }, header: { "If-Match": `"${policy.revision}"` } },
        }),
      ),
    onSuccess: () => setAsked(false),
    onSettled: () => client.invalidateQueries({ queryKey: keys.policies }),
  });
  const wanted = policy.archiveAskedByName;
  return (
    <div className={styles.archive}>
      {!asked ? (
        <Button variant="default" onClick={() => setAsked(true)} data-testid="archive-policy">
          {wanted === null ? "Archive" : `Archive, as ${wanted} wants`}
        </Button>
      ) : (
        <>
          <span role="alert">
            {policy.activeVersion === 0
              ? "It is not in force. Its name stays taken."
              : "Its rules end at once, at every gateway. Its versions stay to be read, its name stays taken."}
          </span>
          <Group gap={8} justify="flex-end">
            <Button variant="default" onClick={() => setAsked(false)}>
              Keep
            </Button>
            <ActionButton
              color="red"
              blocked={stale}
              loading={archive.isPending}
              testId="archive-policy-confirm"
              onClick={() => archive.mutate()}
            >
              Archive policy
            </ActionButton>
          </Group>
        </>
      )}
      {archive.isError && <Problem error={archive.error} />}
    </div>
  );
}
