import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { Card } from "#shared/ui/page.tsx";
import styles from "./skills.module.css";

/** What it means that the organisation has this skill beyond its plan, and what to do about it. */
export function BeyondPlan(): ReactElement {
  const pays = may(useSession(), "bill");
  return (
    <Card title="More than your plan allows">
      <div className={styles.pad} data-testid="beyond-plan">
        This skill goes on, and is read-only: its purpose and labels stay as they are, and it gets no further keys. It can be stopped,
        revoked, confirmed and handed over, and its keys rotated, as ever. Revoke a skill that nobody needs, or{" "}
        {pays ? <Link to="/settings/billing">choose a larger plan</Link> : "ask who pays to choose a larger plan"}.
      </div>
    </Card>
  );
}
