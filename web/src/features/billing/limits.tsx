import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import type { Billing } from "#shared/api/types.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Card } from "#shared/ui/page.tsx";
import styles from "./billing.module.css";

/** What the plan allows, and how much of it there is. */
export function Limits({ billing: { limits, beyond } }: { readonly billing: Billing }): ReactElement | null {
  if (limits === null) return null;
  return (
    <Card title="What the plan allows" aside={limits.growthStopped ? <Chip tone="danger">nothing can be added</Chip> : undefined}>
      <ul className={styles.limits} data-testid="billing-limits">
        <Limit name="Skills" has={limits.skills} most={limits.skillLimit} />
        <Limit name="Connections" has={limits.connections} most={limits.connectionLimit} />
        <Limit name="People" has={limits.seats} most={limits.seatLimit} />
        <li>
          <span>Recordings</span>
          <span>{limits.recordingDays === null ? "as long as you say" : `up to ${String(limits.recordingDays)} days`}</span>
        </li>
      </ul>
      {beyond.length > 0 && <Beyond beyond={beyond} />}
    </Card>
  );
}

function Beyond({ beyond }: { readonly beyond: Billing["beyond"] }): ReactElement {
  const session = useSession();
  const reads = may(session, "read");
  return (
    <div className={styles.beyond} data-testid="billing-beyond">
      <p className={styles.note}>
        Beyond the plan, so read-only: these go on, and are stopped, confirmed and handed over as ever; nothing is added to them. Revoke
        skills that nobody needs, or choose a larger plan.
      </p>
      <ul>
        {beyond.map(({ thing, id, name }) => (
          <li key={id}>
            <Chip tone="wait">{thing === "skills" ? "skill" : "connection"}</Chip>{" "}
            {reads && thing === "skills" ? (
              <Link to="/skills/{-$skillId}" params={{ skillId: id }} search={{}}>
                {name}
              </Link>
            ) : (
              name
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Limit({ name, has, most }: { readonly name: string; readonly has: number; readonly most: number | null }): ReactElement {
  const over = most !== null && has > most;
  return (
    <li data-testid={`limit-${name.toLowerCase()}`}>
      <span>{name}</span>
      <span className={cx(over && styles.over)}>{most === null ? `${String(has)}, no limit` : `${String(has)} of ${String(most)}`}</span>
      {most !== null && (
        <progress
          className={styles.progress}
          max={Math.max(1, most)}
          value={Math.min(has, most)}
          data-full={has >= most ? "" : undefined}
          aria-label={name}
        />
      )}
    </li>
  );
}
