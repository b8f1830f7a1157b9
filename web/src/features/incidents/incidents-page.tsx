import { useEffect, type ReactElement } from "react";
import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { Incident } from "#shared/api/types.ts";
import { OpenIncident } from "#shared/incidents/open-incident.tsx";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { incidentsQuery } from "#shared/queries/incidents.ts";
import { useMay } from "#shared/queries/roles.ts";
import { visibleText } from "#shared/text/segments.ts";
import { Severity } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page, Split } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { ShowMore } from "#shared/ui/show-more.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { IncidentDetailView } from "./incident-detail.tsx";
import { IncidentStatus } from "./incident-status.tsx";
import { readIncidentsSearch } from "./incidents-search.ts";

const none: readonly Incident[] = [];

export function IncidentsPage(): ReactElement {
  if (!useMay("contain", "audit", "people"))
    return (
      <Page title="Incidents">
        <Empty icon="incidents" title="For responders">
          A responder or an administrator works on incidents.
        </Empty>
      </Page>
    );
  return <List />;
}

function List(): ReactElement {
  const { incidentId = null } = useParams({ from: "/frame/incidents/{-$incidentId}" });
  const search = useSearch({ from: "/frame/incidents/{-$incidentId}" });
  const navigate = useNavigate({ from: "/incidents/{-$incidentId}" });
  const incidents = useInfiniteQuery(incidentsQuery(search));
  const items = incidents.data ?? none;
  const select = (id: string, replace = false): void => void navigate({ params: { incidentId: id }, search, replace });
  const move = (by: number): void => {
    const at = items.findIndex(({ id }) => id === incidentId);
    const next = items[at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + by))];
    if (next !== undefined) select(next.id, true);
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
  const first = items[0]?.id;
  useEffect(() => {
    if (incidentId === null && first !== undefined && matchMedia("(min-width: 861px)").matches) select(first, true);
  });
  return (
    <Page
      title="Incidents"
      tools={
        <>
          <SegmentedControl
            size="xs"
            aria-label="Status"
            data={[
              { value: "all", label: "All" },
              { value: "open", label: "Open" },
              { value: "contained", label: "Contained" },
              { value: "closed", label: "Closed" },
            ]}
            value={search.status ?? "all"}
            onChange={(status) => void navigate({ params: {}, search: readIncidentsSearch({ status }), replace: true })}
          />
          <OpenIncident title="" sessionIds={[]} onOpened={(id) => void navigate({ params: { incidentId: id }, search: {} })} />
        </>
      }
    >
      <Split
        label="Incidents"
        selected={incidentId !== null}
        list={
          <>
            {incidents.isPending && <LoadingRows rows={6} height={44} />}
            {incidents.isError && <Problem error={incidents.error} retry={() => void incidents.refetch()} />}
            {incidents.data !== undefined && items.length === 0 && (
              <Empty icon="incidents" title="No incident">
                Open one from a session, or from what a look-up found.
              </Empty>
            )}
            <ul className={pageStyles.rows} data-testid="incidents-list">
              {items.map((incident) => (
                <li key={incident.id}>
                  <Row incident={incident} selected={incident.id === incidentId} />
                </li>
              ))}
            </ul>
            {incidents.hasNextPage && (
              <ShowMore what="older" loading={incidents.isFetchingNextPage} onMore={() => void incidents.fetchNextPage()} />
            )}
          </>
        }
        detail={incidentId === null ? null : <IncidentDetailView key={incidentId} id={incidentId} />}
      />
    </Page>
  );
}

function Row({ incident, selected }: { readonly incident: Incident; readonly selected: boolean }): ReactElement {
  const search = useSearch({ from: "/frame/incidents/{-$incidentId}" });
  return (
    <Link
      className={pageStyles.row}
      to="/incidents/{-$incidentId}"
      params={{ incidentId: incident.id }}
      search={search}
      aria-current={selected ? "true" : undefined}
      data-selected={selected ? "" : undefined}
      data-testid="incident-row"
      data-id={incident.id}
    >
      <div className={pageStyles.line}>
        <strong>{visibleText(incident.title)}</strong>
        <IncidentStatus status={incident.status} />
      </div>
      <div className={pageStyles.line}>
        <Severity value={incident.severity} />
        <span className="sg-muted">
          {incident.sessions} {incident.sessions === 1 ? "session" : "sessions"}
          {incident.locks > 0 && `, ${incident.locks} ${incident.locks === 1 ? "lock" : "locks"}`}
        </span>
        <span className="sg-muted">
          <TimeAgo iso={incident.updatedAt} />
        </span>
      </div>
    </Link>
  );
}
