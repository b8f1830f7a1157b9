import type { ReactElement } from "react";
import { Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import type { Policy, PolicyVersion } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { policySettingsQuery } from "#shared/queries/policies.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";

interface PolicyActionsProps {
  readonly policy: Policy;
  readonly version: PolicyVersion;
  /** Whether what is shown was edited since. */
  readonly changed: boolean;
}

type Action = "review" | "return" | "activate" | "roll-back" | "shadow" | "end-shadow";

/** What can become of a version now. */
export function PolicyActions({ policy, version, changed }: PolicyActionsProps): ReactElement | null {
  const client = useQueryClient();
  const navigate = useNavigate({ from: "/policies/{-$policyId}" });
  const session = useSession();
  const stale = useStale();
  const settings = useQuery(policySettingsQuery);
  const two = settings.data?.secondPerson ?? false;
  const own = version.createdById === session.user.id;
  const act = useMutation({
    mutationFn: (action: Action) => send(policy, version, action),
    onSuccess: async (after) => {
      if (after !== null) await navigate({ search: (before) => ({ ...before, version: after.version }), replace: true });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.policies }),
  });
  const blocked = stale ?? (changed ? "Save it first: what is put in force is a version that can be looked up." : null);
  const open = version.state === "draft" || version.state === "review";
  return (
    <>
      <Group gap={8} justify="flex-end">
        {open &&
          (version.inShadow ? (
            <ActionButton variant="default" blocked={stale} testId="end-shadow" onClick={() => act.mutate("end-shadow")}>
              End shadow
            </ActionButton>
          ) : (
            <ActionButton variant="default" blocked={blocked} testId="shadow-version" onClick={() => act.mutate("shadow")}>
              Run in shadow
            </ActionButton>
          ))}
        {version.state === "review" && (
          <ActionButton variant="default" blocked={stale} testId="return-version" onClick={() => act.mutate("return")}>
            Return as draft
          </ActionButton>
        )}
        {version.state === "draft" && two && (
          <ActionButton blocked={blocked} loading={act.isPending} testId="review-version" onClick={() => act.mutate("review")}>
            Ask for review
          </ActionButton>
        )}
        {open && (!two || version.state === "review") && (
          <ActionButton
            blocked={blocked ?? (two && own ? "You wrote it. Another administrator puts it in force." : null)}
            loading={act.isPending}
            testId="activate-version"
            onClick={() => act.mutate("activate")}
          >
            Put version {version.version} in force
          </ActionButton>
        )}
        {version.state === "retired" && (
          <ActionButton blocked={blocked} loading={act.isPending} testId="roll-back" onClick={() => act.mutate("roll-back")}>
            {two ? "Ask to go back to this version" : "Go back to this version"}
          </ActionButton>
        )}
      </Group>
      {act.isError && <Problem error={act.error} />}
    </>
  );
}

async function send(policy: Policy, { version }: PolicyVersion, action: Action): Promise<PolicyVersion | null> {
  const path = { policyId: policy.id, version };
  const header = { "If-Match": `"${policy.revision}"` };
  switch (action) {
    case "review":
      return read(api.POST("/api/v1/policies/{policyId}/versions/{version}/review", { params: { path } }));
    case "return":
      return read(api.POST("/api/v1/policies/{policyId}/versions/{version}/return", { params: { path } }));
    case "activate":
      return read(api.POST("/api/v1/policies/{policyId}/versions/{version}/activate", { params: { path, header } }));
    case "roll-back":
      return read(api.POST("/api/v1/policies/{policyId}/versions/{version}/roll-back", { params: { path, header } }));
    case "shadow":
      return read(api.POST("/api/v1/policies/{policyId}/versions/{version}/shadow", { params: { path } }));
    case "end-shadow":
      await read(api.DELETE("/api/v1/policies/{policyId}/shadow", { params: { path: { policyId: policy.id } } }));
      return null;
  }
}
