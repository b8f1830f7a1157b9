import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { approvalQuery } from "#shared/queries/approvals.ts";
import { keys } from "#shared/queries/keys.ts";
import { useSession } from "#shared/queries/session-context.ts";

export interface Decide {
  readonly decision: "approve" | "deny";
  readonly note: string;
}

interface Before {
  readonly before: ApprovalDetail | undefined;
}

/** What follows every change of an approval: the answer is shown at once, and the lists are read again. */
function useMoved<Asked>(
  approval: ApprovalDetail,
  move: (asked: Asked) => Promise<ApprovalDetail>,
): UseMutationResult<ApprovalDetail, Error, Asked> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: move,
    onSuccess: (moved) => client.setQueryData(approvalQuery(approval.id).queryKey, moved),
    // Also after a refusal: somebody else may have been first.
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: keys.approvals }), client.invalidateQueries({ queryKey: keys.home })]),
  });
}

const path = (approval: ApprovalDetail) => ({ params: { path: { approvalId: approval.id } } });

/** Sends a decision about exactly the view that was shown. It is shown at once, and taken back where the server refuses it. */
export function useDecide(approval: ApprovalDetail): UseMutationResult<ApprovalDetail, Error, Decide, Before> {
  const client = useQueryClient();
  const { user } = useSession();
  const { queryKey } = approvalQuery(approval.id);
  return useMutation({
    mutationFn: ({ decision, note }: Decide) =>
      read(
        api.POST("/api/v1/approvals/{approvalId}/decision", {
          ...path(approval),
          body: { decision, viewDigest: approval.viewDigest, note: note.trim() === "" ? null : note.trim() },
          // It arrives also where the reviewer leaves the page right after.
          keepalive: true,
        }),
      ),
    onMutate: async ({ decision, note }) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      // What needs more people, or a fresh sign-in, is not decided by this word alone.
      if (before?.state === "pending" && (decision === "deny" || before.needed <= before.votes + 1) && !before.stepUp)
        client.setQueryData(queryKey, {
          ...before,
          state: decision === "approve" ? "approved" : "denied",
          decidedByName: user.displayName,
          decidedAt: new Date().toISOString(),
          how: "votes",
          note,
        });
      return { before };
    },
    onSuccess: (moved) => client.setQueryData(queryKey, moved),
    onError: (_error, _asked, context) => {
      if (context?.before !== undefined) client.setQueryData(queryKey, context.before);
    },
    // Also after a refusal: somebody else may have been first.
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: keys.approvals }), client.invalidateQueries({ queryKey: keys.home })]),
  });
}

export interface Edit {
  readonly pointer: string;
  readonly text: string;
}

/** Asks the gateway to change texts of the request; what comes of it waits under an approval of its own. */
export function useEdit(approval: ApprovalDetail): UseMutationResult<ApprovalDetail, Error, readonly Edit[]> {
  return useMoved(approval, (edits: readonly Edit[]) =>
    read(
      api.POST("/api/v1/approvals/{approvalId}/edits", { ...path(approval), body: { viewDigest: approval.viewDigest, edits: [...edits] } }),
    ),
  );
}

/** Approves past everyone whom the rule asks. */
export function useBreakGlass(approval: ApprovalDetail): UseMutationResult<ApprovalDetail, Error, string> {
  return useMoved(approval, (reason: string) =>
    read(
      api.POST("/api/v1/approvals/{approvalId}/break-glass", {
        ...path(approval),
        body: { viewDigest: approval.viewDigest, reason: reason.trim() },
      }),
    ),
  );
}
