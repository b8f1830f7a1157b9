import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { ApprovalDetail } from "#shared/api/types.ts";
import { approvalQuery } from "#shared/queries/approvals.ts";
import { keys } from "#shared/queries/keys.ts";

export interface Decide {
  readonly decision: "approve" | "deny";
  readonly note: string;
}

/** Sends a decision about exactly the view that was shown. */
export function useDecide(approval: ApprovalDetail): UseMutationResult<ApprovalDetail, Error, Decide> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ decision, note }: Decide) =>
      read(
        api.POST("/api/v1/approvals/{approvalId}/decision", {
          params: { path: { approvalId: approval.id } },
          body: { decision, viewDigest: approval.viewDigest, ...(note.trim() === "" ? {} : { note: note.trim() }) },
        }),
      ),
    onSuccess: (decided) => client.setQueryData(approvalQuery(approval.id).queryKey, decided),
    // Also after a refusal: somebody else may have been first.
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: keys.approvals }), client.invalidateQueries({ queryKey: keys.home })]),
  });
}
