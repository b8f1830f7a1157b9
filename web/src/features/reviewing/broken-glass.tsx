import { useState, type ReactElement } from "react";
import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import type { BrokenGlass } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { brokenGlassQuery } from "#shared/queries/approvals.ts";
import { keys } from "#shared/queries/keys.ts";
import { useMay } from "#shared/queries/roles.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo, TimeAhead } from "#shared/ui/time-text.tsx";

/** What admins approved past everyone whom the rule asked; each waits for another person's eyes. */
export function BrokenGlassList(): ReactElement {
  const glass = useQuery(brokenGlassQuery);
  const items = glass.data ?? [];
  const due = items.filter(({ reviewedAt }) => reviewedAt === null).length;
  return (
    <Card title="Broken glass" aside={<Chip tone={due > 0 ? "danger" : "plain"}>{due} to review</Chip>}>
      {glass.isPending && <LoadingRows rows={2} />}
      {glass.isError && <Problem error={glass.error} retry={() => void glass.refetch()} />}
      {glass.data !== undefined && items.length === 0 && <Empty icon="check" title="No glass was broken" />}
      <ul className={pageStyles.rows} data-testid="broken-glass">
        {items.map((one) => (
          <One key={one.approvalId} glass={one} />
        ))}
      </ul>
    </Card>
  );
}

function One({ glass }: { readonly glass: BrokenGlass }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const { user } = useSession();
  const acts = useMay("contain");
  const [note, setNote] = useState<string | null>(null);
  const review = useMutation({
    mutationFn: (justified: boolean) =>
      read(
        api.POST("/api/v1/approvals/{approvalId}/broken-glass/review", {
          params: { path: { approvalId: glass.approvalId } },
          body: { justified, note: (note ?? "").trim() },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.approvals }),
  });
  const own = glass.person === user.id;
  const blocked = stale ?? ((note ?? "").trim() === "" ? "Say why." : null);
  return (
    <li className={pageStyles.row} data-testid="glass" data-reviewed={glass.reviewedAt !== null}>
      <div className={pageStyles.line}>
        {glass.reviewedAt === null ? (
          <Chip tone="danger">
            review due <TimeAhead iso={glass.reviewDueAt} past="now: it is late" />
          </Chip>
        ) : (
          <Chip tone={glass.justified === true ? "plain" : "danger"}>{glass.justified === true ? "justified" : "not justified"}</Chip>
        )}
        <strong>
          {glass.byName} for {glass.skillName}
        </strong>
        <span className="sg-muted">
          <TimeAgo iso={glass.at} />,{" "}
          <Link to="/approvals/{-$approvalId}" params={{ approvalId: glass.approvalId }} search={{}}>
            request
          </Link>
          ,{" "}
          <Link to="/incidents/{-$incidentId}" params={{ incidentId: glass.incidentId }} search={{}}>
            incident
          </Link>
        </span>
        {acts && glass.reviewedAt === null && !own && note === null && (
          <Button variant="default" size="compact-xs" onClick={() => setNote("")} data-testid="glass-review">
            Review
          </Button>
        )}
      </div>
      <div className={pageStyles.line}>
        <span className={pageStyles.grow}>“{visibleText(glass.reason)}”</span>
        {glass.reviewedByName !== null && (
          <span className="sg-muted">
            {glass.reviewedByName}: “{visibleText(glass.reviewNote ?? "")}”
          </span>
        )}
        {glass.reviewedAt === null && own && <span className="sg-muted">Another person reviews it.</span>}
      </div>
      {note !== null && (
        <Group gap={8} wrap="nowrap" mt={4}>
          <TextInput
            size="xs"
            style={{ flex: 1 }}
            aria-label="What you found"
            placeholder="What you found"
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <ActionButton
            size="xs"
            variant="outline"
            color="red"
            blocked={blocked}
            loading={review.isPending}
            testId="glass-wrong"
            onClick={() => review.mutate(false)}
          >
            Not justified
          </ActionButton>
          <ActionButton size="xs" blocked={blocked} loading={review.isPending} testId="glass-right" onClick={() => review.mutate(true)}>
            Justified
          </ActionButton>
        </Group>
      )}
      {review.isError && <Problem error={review.error} />}
    </li>
  );
}
