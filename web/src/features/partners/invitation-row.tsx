import type { ReactElement } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { Invitation } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { visibleText } from "#shared/text/segments.ts";
import { useSeconds } from "#shared/time/clock.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Problem } from "#shared/ui/note.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAhead } from "#shared/ui/time-text.tsx";
import { grantWords, hasRunOut } from "./grant-words.ts";

interface InvitationRowProps {
  readonly invitation: Invitation;
  readonly own: boolean;
  readonly admin: boolean;
}

type Answer = "accept" | "decline" | "withdraw";

/** An offer: our own can be withdrawn, one to us accepted or declined until it runs out. */
export function InvitationRow({ invitation, own, admin }: InvitationRowProps): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const over = hasRunOut(invitation, useSeconds());
  const path = { params: { path: { invitationId: invitation.id } } };
  const answer = useMutation({
    mutationFn: async (how: Answer): Promise<void> => {
      if (how === "accept") await read(api.POST("/api/v1/partners/invitations/{invitationId}/accept", path));
      else if (how === "decline") await read(api.POST("/api/v1/partners/invitations/{invitationId}/decline", path));
      else await read(api.POST("/api/v1/partners/invitations/{invitationId}/withdraw", path));
    },
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: keys.partners }), client.invalidateQueries({ queryKey: keys.approvals })]),
  });
  const button = (how: Answer, text: string, red: boolean): ReactElement => (
    <ActionButton
      size="compact-xs"
      {...(red ? { variant: "outline", color: "red" } : {})}
      blocked={stale}
      loading={answer.isPending && answer.variables === how}
      testId={`${how}-invitation`}
      onClick={() => answer.mutate(how)}
    >
      {text}
    </ActionButton>
  );
  return (
    <li className={pageStyles.row} data-testid="invitation">
      <div className={pageStyles.line}>
        <strong>{own ? visibleText(invitation.address) : invitation.organisationName}</strong>
        {over ? <Chip>ran out</Chip> : <Chip tone="wait">{own ? "invited" : "asks us"}</Chip>}
        <span className={`${pageStyles.grow ?? ""} sg-muted`}>
          {own ? "" : "we: "}
          {grantWords(invitation)}
          {!over && (
            <>
              ; ends <TimeAhead iso={invitation.until} past="now" />
            </>
          )}
        </span>
        {admin && (
          <span style={{ display: "inline-flex", gap: 4 }}>
            {own && button("withdraw", "Withdraw", true)}
            {!own && !over && (
              <>
                {button("decline", "Decline", true)}
                {button("accept", "Accept", false)}
              </>
            )}
          </span>
        )}
      </div>
      <div className={pageStyles.line}>
        <span className="sg-muted">
          by {invitation.createdByName},{" "}
          {over ? (
            `can be accepted no more${own ? ": invite again, or withdraw it to take it off this list" : ""}`
          ) : (
            <>
              runs out <TimeAhead iso={invitation.expiresAt} past="now" />
            </>
          )}
          {invitation.message !== null && <> “{visibleText(invitation.message)}”</>}
        </span>
      </div>
      {answer.isError && <Problem error={answer.error} />}
    </li>
  );
}
