import { useState, type ReactElement } from "react";
import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import type { IssuerMapping, TrustedIssuer } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { trustedIssuersQuery } from "#shared/queries/tokens.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card, Facts, Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./issuers.module.css";
import { MapIssuer } from "./map-issuer.tsx";
import { NewIssuer } from "./new-issuer.tsx";

/** Issuers whose tokens stand for skills: a workload needs no secret of SaaSGate's. */
export function IssuersPage(): ReactElement {
  const issuers = useQuery(trustedIssuersQuery);
  const stale = useStale();
  const blocked = may(useSession(), "manage") ? stale : "An administrator says which issuers are trusted.";
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title="Trusted issuers"
      tools={
        <ActionButton size="xs" blocked={blocked} onClick={() => setAdding(true)} testId="new-issuer">
          Trust an issuer
        </ActionButton>
      }
    >
      <div className={pageStyles.body}>
        {issuers.isPending && <LoadingRows rows={4} />}
        {issuers.isError && <Problem error={issuers.error} retry={() => void issuers.refetch()} />}
        {issuers.data?.items.length === 0 && (
          <Empty icon="badge" title="No issuer is trusted">
            Where Okta, Entra ID, GitHub Actions or Kubernetes give a workload a token, that token can stand for a skill: the workload sends
            it as Authorization: Bearer and keeps no key.
          </Empty>
        )}
        <div className={styles.list}>
          {issuers.data?.items.map((issuer) => (
            <Issuer key={issuer.id} issuer={issuer} blocked={blocked} />
          ))}
        </div>
      </div>
      {adding && issuers.data !== undefined && <NewIssuer audience={issuers.data.audience} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Issuer({ issuer, blocked }: { readonly issuer: TrustedIssuer; readonly blocked: string | null }): ReactElement {
  const client = useQueryClient();
  const [mapping, setMapping] = useState(false);
  const [asking, setAsking] = useState(false);
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: keys.issuers });
  const path = { params: { path: { issuerId: issuer.id } } };
  const renew = useMutation({ mutationFn: () => read(api.POST("/api/v1/trusted-issuers/{issuerId}/refresh", path)), onSettled: refresh });
  const remove = useMutation({ mutationFn: () => read(api.DELETE("/api/v1/trusted-issuers/{issuerId}", path)), onSettled: refresh });
  const failed = [renew, remove].find(({ isError }) => isError)?.error;
  return (
    <Card
      title={issuer.name}
      aside={
        <Group gap={4} wrap="nowrap">
          {asking ? (
            <>
              <span className="sg-muted">Cuts what runs with its tokens. </span>
              <ActionButton
                size="compact-xs"
                color="red"
                blocked={blocked}
                loading={remove.isPending}
                onClick={() => remove.mutate()}
                testId="remove-issuer-confirm"
              >
                Trust it no more
              </ActionButton>
              <Button size="compact-xs" variant="default" onClick={() => setAsking(false)}>
                Keep
              </Button>
            </>
          ) : (
            <>
              <ActionButton
                size="compact-xs"
                variant="default"
                blocked={blocked}
                loading={renew.isPending}
                onClick={() => renew.mutate()}
                testId="refresh-issuer"
              >
                Ask for its keys
              </ActionButton>
              <ActionButton size="compact-xs" variant="default" blocked={blocked} onClick={() => setMapping(true)} testId="map-issuer">
                Map to a skill
              </ActionButton>
              <ActionButton
                size="compact-xs"
                variant="subtle"
                color="red"
                blocked={blocked}
                onClick={() => setAsking(true)}
                testId="remove-issuer"
              >
                Remove…
              </ActionButton>
            </>
          )}
        </Group>
      }
    >
      <div className={styles.pad} data-testid="issuer">
        {failed !== undefined && <Problem error={failed} />}
        <Facts
          facts={[
            { name: "Issuer", value: <span className="sg-mono">{visibleText(issuer.issuer)}</span> },
            { name: "Audience", value: <span className="sg-mono">{visibleText(issuer.audience)}</span> },
            { name: "Keys", value: <Keys issuer={issuer} /> },
          ]}
        />
      </div>
      {issuer.mappings.length === 0 && <div className={`${styles.pad ?? ""} sg-muted`}>Its tokens stand for no skill yet.</div>}
      {issuer.mappings.map((one) => (
        <Mapping key={one.id} issuerId={issuer.id} mapping={one} blocked={blocked} refresh={refresh} />
      ))}
      {mapping && <MapIssuer issuer={issuer} onClose={() => setMapping(false)} />}
    </Card>
  );
}

function Keys({ issuer }: { readonly issuer: TrustedIssuer }): ReactElement {
  return (
    <>
      {issuer.keysAt === null ? (
        <Chip tone="danger">none yet: its tokens are refused</Chip>
      ) : (
        <>
          {issuer.keys}, seen <TimeAgo iso={issuer.keysAt} />
        </>
      )}
      {issuer.failure !== null && <div className={styles.failure}>{visibleText(issuer.failure)}</div>}
    </>
  );
}

interface MappingProps {
  readonly issuerId: string;
  readonly mapping: IssuerMapping;
  readonly blocked: string | null;
  readonly refresh: () => Promise<void>;
}

function Mapping({ issuerId, mapping, blocked, refresh }: MappingProps): ReactElement {
  const unmap = useMutation({
    mutationFn: () =>
      read(
        api.DELETE("/api/v1/trusted-issuers/{issuerId}/mappings/{mappingId}", {
          params: { path: { issuerId, mappingId: mapping.id } },
        }),
      ),
    onSettled: refresh,
  });
  return (
    <div className={styles.mapping} data-testid="mapping">
      <span className="sg-mono">
        {mapping.claims.map((claim) => `${visibleText(claim.name)} = ${visibleText(claim.pattern)}`).join(" and ")}
      </span>
      <span className="sg-muted">stands for</span>
      <Link to="/skills/{-$skillId}" params={{ skillId: mapping.skill.id }}>
        {mapping.skill.name}
      </Link>
      <span className="sg-muted">
        {mapping.lastUsedAt === null ? (
          "never used"
        ) : (
          <>
            used <TimeAgo iso={mapping.lastUsedAt} />
          </>
        )}
      </span>
      <span className={styles.end}>
        {unmap.isError && <Problem error={unmap.error} />}
        <ActionButton
          size="compact-xs"
          variant="subtle"
          color="red"
          blocked={blocked}
          loading={unmap.isPending}
          onClick={() => unmap.mutate()}
          testId="unmap-issuer"
        >
          Remove
        </ActionButton>
      </span>
    </div>
  );
}
