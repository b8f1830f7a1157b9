import type { ReactElement } from "react";
import { Popover, Button, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { policySettingsQuery } from "#shared/queries/policies.ts";
import { Problem } from "#shared/ui/note.tsx";

/** Whether it takes two people to put a policy in force. */
export function PolicySettings(): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const settings = useQuery(policySettingsQuery);
  const update = useMutation({
    mutationFn: (secondPerson: boolean) =>
      read(
        api.PUT("/api/v1/policies/settings", {
          params: { header: { "If-Match": `"${settings.data?.version ?? 0}"` } },
          body: { secondPerson },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.policies }),
  });
  const asked = settings.data?.offAskedByName ?? null;
  return (
    <Popover position="bottom-end" shadow="md" width={320}>
      <Popover.Target>
        <Button variant="default" data-testid="policy-settings">
          {settings.data?.secondPerson === true ? "Two people activate" : "One person activates"}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8}>
          <Switch
            size="xs"
            label="A second person puts policies in force"
            checked={settings.data?.secondPerson ?? false}
            disabled={stale !== null || settings.data === undefined || update.isPending}
            onChange={(event) => update.mutate(event.currentTarget.checked)}
            data-testid="second-person"
          />
          <Text size="xs" c="dimmed">
            Nobody activates what they wrote, and to archive a policy that is in force takes two. To end this takes two as well.
          </Text>
          {asked !== null && (
            <Text size="xs" role="status">
              {asked} wants to end it. Another administrator agrees by switching it off.
            </Text>
          )}
          {update.isError && <Problem error={update.error} />}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
