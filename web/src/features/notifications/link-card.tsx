import type { ReactElement } from "react";
import { Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import { useStale } from "#shared/live/live-context.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { readTicket } from "./link-ticket.ts";
import styles from "./notifications.module.css";

/** Somebody pressed a button in Slack and is asked who they are. Whoever says yes to another's account lets it decide as themselves. */
export function LinkCard({ ticket }: { readonly ticket: string }): ReactElement {
  const navigate = useNavigate();
  const stale = useStale();
  const { user } = useSession();
  const who = readTicket(ticket);
  const link = useMutation({ mutationFn: () => read(api.POST("/api/v1/notifications/links", { body: { ticket } })) });
  const leave = () => void navigate({ to: "/settings/notifications", search: {} });
  return (
    <div className={styles.wide}>
      <Card title="Is this you in Slack?" aside={link.isSuccess ? <Chip tone="live">linked</Chip> : null}>
        <div className={styles.form} data-testid="link-card">
          {who === null ? (
            <p className={styles.note}>This link is not complete. Press a button in the message again to get a new one.</p>
          ) : (
            <p className={styles.lead}>
              The Slack account <b>{visibleText(who.name === "" ? who.external : `@${who.name}`)}</b>{" "}
              <span className="sg-mono sg-muted">{visibleText(who.external)}</span> will decide held requests as <b>{user.displayName}</b>.
              Say yes only if you pressed the button yourself, a moment ago.
            </p>
          )}
          {link.isError && <Problem error={link.error} />}
          <Group gap={8}>
            {who !== null && !link.isSuccess && (
              <ActionButton size="xs" blocked={stale} loading={link.isPending} testId="link-person" onClick={() => link.mutate()}>
                Yes, this is me
              </ActionButton>
            )}
            <Button size="xs" variant="default" onClick={leave}>
              {link.isSuccess ? "Done" : "No"}
            </Button>
          </Group>
        </div>
      </Card>
    </div>
  );
}
