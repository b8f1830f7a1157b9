import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import type { DecidedItem } from "#shared/api/types.ts";
import { keys } from "#shared/queries/keys.ts";

export interface Chosen {
  readonly id: string;
  readonly viewDigest: string;
}

export interface DecideMany {
  readonly decision: "approve" | "deny";
  readonly note: string;
  readonly items: readonly Chosen[];
}

/** One word about many; each has a result of its own. */
export function useBulk(): UseMutationResult<readonly DecidedItem[], Error, DecideMany> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ decision, note, items }: DecideMany) => {
      const { items: results } = await read(
        api.POST("/api/v1/approvals/decisions", {
          body: { decision, items: items.map(({ id, viewDigest }) => ({ id, viewDigest })), note: note.trim() === "" ? null : note.trim() },
        }),
      );
      return results;
    },
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: keys.approvals }), client.invalidateQueries({ queryKey: keys.home })]),
  });
}
