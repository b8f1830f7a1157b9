import { useState, type ReactElement } from "react";
import { Button, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Grant } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";
import { grantWords } from "./grant-words.ts";

interface GrantRowProps {
  readonly grant: Grant;
  readonly own: string;
  readonly admin: boolean;
}

export function GrantRow({ grant, own, admin }: GrantRowProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const [asking, setAsking] = useState(false);
  const given = grant.organisationId === own;
  const other = given ? grant.partnerName : grant.organisationName;
  const end = useMutation({
    mutationFn: () => read(api.POST("/api/v1/partners/grants/{grantId}/end", { params: { path: { grantId: grant.id } } })),
    onSuccess: async () => {
      setAsking(false);
      await client.invalidateQueries({ queryKey: keys.partners });
    },
  });
  return (
    <li className={pageStyles.row} data-testid="grant" data-live={grant.live}>
      <div className={pageStyles.line}>
        <strong>{other}</strong>
        {grant.live ? <Chip tone="live">in force</Chip> : <Chip>{grant.endedAt === null ? "run out" : "ended"}</Chip>}
        <span className={`${pageStyles.grow ?? ""} sg-muted`}>
          {given ? "" : "we: "}
          {grantWords(grant)}
        </span>
        {grant.live && admin && !asking && (
          <Button variant="outline" color="red" size="compact-xs" onClick={() => setAsking(true)} data-testid="end-grant">
            End
          </Button>
        )}
      </div>
      <div className={pageStyles.line}>
        <span className="sg-muted">
          since <TimeAgo iso={grant.createdAt} />
          {grant.live && (
            <>
              , ends <TimeAhead iso={grant.until} past="now" />
            </>
          )}
          {grant.endedAt !== null && (
            <>
              , ended by {grant.endedByName} <TimeAgo iso={grant.endedAt} />
            </>
          )}
        </span>
      </div>
      {asking && (
        <Group gap={8} mt={4}>
          <span>
            {given
              ? `${other} at once sees and decides nothing here any more, also on pages that are open.`
              : `We at once see and decide nothing of ${other} any more.`}
          </span>
          <Button variant="default" size="compact-xs" onClick={() => setAsking(false)}>
            Keep it
          </Button>
          <ActionButton
            color="red"
            size="compact-xs"
            blocked={stale}
            loading={end.isPending}
            testId="end-grant-confirm"
            onClick={() => end.mutate()}
          >
            End it now
          </ActionButton>
        </Group>
      )}
      {end.isError && <Problem error={end.error} />}
    </li>
  );
}
