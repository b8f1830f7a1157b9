import { useState, type ReactElement } from "react";
import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, read } from "#shared/api/client.ts";
import { toProblem } from "#shared/api/problem.ts";
import type { ClaimPattern, TrustedIssuer } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { skillsQuery } from "#shared/queries/skills.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Problem } from "#shared/ui/note.tsx";
import styles from "./issuers.module.css";

const mostClaims = 10;

/** Says which tokens of an issuer stand for a skill. */
export function MapIssuer({ issuer, onClose }: { readonly issuer: TrustedIssuer; readonly onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const skills = useQuery(skillsQuery).data ?? [];
  const [skill, setSkill] = useState<string | null>(null);
  const [claims, setClaims] = useState<readonly ClaimPattern[]>([{ name: "sub", pattern: "" }]);
  const change = (index: number, part: Partial<ClaimPattern>): void =>
    setClaims(claims.map((claim, at) => (at === index ? { ...claim, ...part } : claim)));
  const map = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/trusted-issuers/{issuerId}/mappings", {
          params: { path: { issuerId: issuer.id } },
          body: { skillId: skill ?? "", claims: claims.map(({ name, pattern }) => ({ name: name.trim(), pattern: pattern.trim() })) },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.issuers });
      await client.invalidateQueries({ queryKey: keys.skills });
      onClose();
    },
  });
  const fields = map.isError ? toProblem(map.error).fields : {};
  return (
    <Modal opened onClose={onClose} title={`Map tokens of ${issuer.name}`} size="lg">
      <form
        data-testid="map-issuer-form"
        onSubmit={(event) => {
          event.preventDefault();
          map.mutate();
        }}
      >
        <Stack gap={12}>
          <Select
            label="They stand for"
            required
            searchable
            data={skills.map(({ id, name }) => ({ value: id, label: name }))}
            value={skill}
            error={fields.skillId?.[0]}
            onChange={setSkill}
          />
          <span className="sg-muted">A token must have all of these claims: exactly so, or with * for any run of characters.</span>
          {claims.map((claim, index) => (
            <div key={index} className={styles.claim}>
              <TextInput
                label={index === 0 ? "Claim" : undefined}
                aria-label="Claim"
                required
                value={claim.name}
                onChange={(event) => change(index, { name: event.currentTarget.value })}
              />
              <TextInput
                label={index === 0 ? "Value" : undefined}
                aria-label="Value"
                placeholder="repo:acme/app:ref:refs/heads/main"
                required
                value={claim.pattern}
                onChange={(event) => change(index, { pattern: event.currentTarget.value })}
              />
              <Button
                variant="default"
                disabled={claims.length === 1}
                aria-label="Without this claim"
                onClick={() => setClaims(claims.filter((_, at) => at !== index))}
              >
                −
              </Button>
            </div>
          ))}
          {fields.claims !== undefined && <Problem error={map.error} />}
          <Group justify="space-between" gap={8}>
            <Button
              variant="default"
              disabled={claims.length >= mostClaims}
              onClick={() => setClaims([...claims, { name: "", pattern: "" }])}
            >
              Another claim
            </Button>
            <Group gap={8}>
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <ActionButton type="submit" blocked={stale} loading={map.isPending} testId="map-issuer-submit">
                Map
              </ActionButton>
            </Group>
          </Group>
          {map.isError && fields.claims === undefined && <Problem error={map.error} />}
        </Stack>
      </form>
    </Modal>
  );
}
