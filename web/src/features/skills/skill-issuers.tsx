import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { skillIssuersQuery } from "#shared/queries/tokens.ts";
import { visibleText } from "#shared/text/segments.ts";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./skills.module.css";

/** Which tokens of trusted issuers stand for a skill. */
export function SkillIssuers({ skillId }: { readonly skillId: string }): ReactElement {
  const mappings = useQuery(skillIssuersQuery(skillId));
  return (
    <Card title="Trusted issuers" aside={<Link to="/settings/issuers">All issuers</Link>}>
      {mappings.isPending && <LoadingRows rows={1} height={20} />}
      {mappings.isError && <Problem error={mappings.error} retry={() => void mappings.refetch()} />}
      {mappings.data?.length === 0 && (
        <div className={`${styles.pad ?? ""} sg-muted`}>No token of a trusted issuer stands for this skill.</div>
      )}
      {mappings.data?.map((mapping) => (
        <div key={mapping.id} className={styles.lock} data-testid="issuer-mapping">
          <b>{mapping.issuerName}</b>
          <span className="sg-mono">
            {mapping.claims.map((claim) => `${visibleText(claim.name)} = ${visibleText(claim.pattern)}`).join(" and ")}
          </span>
          <span className="sg-muted">
            {mapping.lastUsedAt === null ? (
              "never used"
            ) : (
              <>
                used <TimeAgo iso={mapping.lastUsedAt} />
              </>
            )}
          </span>
        </div>
      ))}
    </Card>
  );
}
