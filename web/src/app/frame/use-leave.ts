import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { signOut, switchOrganisation } from "#shared/queries/session.ts";
import { useMayLeave } from "#shared/unsaved/unsaved-context.ts";

/** The organisation to go on in, by its id; null to sign out. */
export type Destination = string | null;

/** Leaves the organisation: for another one, or altogether. */
export function useLeave(): UseMutationResult<void, Error, Destination> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayLeave = useMayLeave();
  return useMutation({
    mutationFn: async (to: Destination) => {
      if (!(await mayLeave())) return;
      if (to === null) return signOut(client);
      await navigate({ to: "/", ignoreBlocker: true });
      await switchOrganisation(client, to);
    },
  });
}
