import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { SessionDetail } from "#shared/api/types.ts";
import { viewsQuery } from "#shared/queries/sessions.ts";
import { LabelChip } from "#shared/text/body-text.tsx";
import { bareLabel } from "#shared/text/label-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { countText } from "#shared/time/format.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { Facts } from "#shared/ui/page.tsx";
import { Running, TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./session-page.module.css";

/** Who, where and how much, beside the conversation. */
export function SessionFacts({ session }: { readonly session: SessionDetail }): ReactElement {
  const labels = countLabels(session);
  const versions = [...new Set(session.exchangesList.flatMap(({ policyVersion }) => (policyVersion === null ? [] : [policyVersion])))];
  return (
    <aside className={styles.facts} aria-label="Facts" data-testid="session-facts">
      <h2>Skill</h2>
      <Facts
        facts={[
          {
            name: "Skill",
            value: (
              <Link to="/skills/{-$skillId}" params={{ skillId: session.skillId }}>
                {session.skillName}
              </Link>
            ),
          },
          { name: "Owner then", value: session.ownerName },
          {
            name: "Owner now",
            value: session.ownerNow.id === session.ownerUserId ? "the same" : <Chip tone="danger">{session.ownerNow.name}</Chip>,
          },
          { name: "Connection", value: session.connectionName },
          { name: "Gateway", value: session.gatewayId === null ? null : <CopyId value={session.gatewayId} label="gateway id" /> },
          { name: "Region", value: session.regionId === null ? null : <CopyId value={session.regionId} label="region id" /> },
          { name: "Model", value: session.model === null ? null : visibleText(session.model) },
          { name: "Policy", value: versions.length === 0 ? null : `version ${versions.join(", ")}` },
        ]}
      />
      <h2>Session</h2>
      <Facts
        facts={[
          { name: "Name", value: session.name === null ? null : visibleText(session.name) },
          { name: "Started", value: <TimeAgo iso={session.startedAt} /> },
          {
            name: session.live ? "Running" : "Last",
            value: session.live ? <Running iso={session.startedAt} /> : <TimeAgo iso={session.lastAt} />,
          },
          { name: "Exchanges", value: countText(session.exchanges) },
          {
            name: "Tokens",
            value:
              session.live && session.outputTokens === 0
                ? null
                : `${countText(session.inputTokens)} in, ${countText(session.outputTokens)} out`,
          },
          { name: "Id", value: <CopyId value={session.id} label="session id" /> },
        ]}
      />
      <h2>
        {session.findings === 0
          ? session.live
            ? "Found values: counted when the answer has ended"
            : "Nothing was found"
          : `${countText(session.findings)} found, ${labels.length} ${labels.length === 1 ? "value" : "values"}`}
      </h2>
      <div className={styles.labels}>
        {labels.slice(0, mostLabels).map(({ label, type, count }) => (
          <LabelChip
            key={label}
            label={label}
            type={type}
            code={label.startsWith(`${type}_`) ? label.slice(type.length + 1) : label}
            count={count}
          />
        ))}
        {labels.length > mostLabels && <span className="sg-muted">and {labels.length - mostLabels} more, in the turns</span>}
      </div>
      <Viewers sessionId={session.id} />
    </aside>
  );
}

const mostViewers = 6;

function Viewers({ sessionId }: { readonly sessionId: string }): ReactElement | null {
  const views = useQuery(viewsQuery(sessionId));
  const last = new Map((views.data?.items ?? []).toReversed().map((view) => [view.actorId, view]));
  if (last.size === 0) return null;
  return (
    <>
      <h2>Viewed by</h2>
      <ul className={styles.views} data-testid="viewers">
        {[...last.values()]
          .toReversed()
          .slice(0, mostViewers)
          .map(({ actorId, actorName, at }) => (
            <li key={actorId}>
              <span>{actorName}</span>
              <TimeAgo iso={at} />
            </li>
          ))}
      </ul>
    </>
  );
}

interface LabelCount {
  readonly label: string;
  readonly type: string;
  readonly count: number;
}

const mostLabels = 60;

function countLabels(session: SessionDetail): readonly LabelCount[] {
  const counts = new Map<string, LabelCount>();
  for (const { label, type } of session.exchangesList.flatMap(({ findings }) => findings)) {
    const bare = bareLabel(label);
    counts.set(bare, { label: bare, type, count: (counts.get(bare)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}
