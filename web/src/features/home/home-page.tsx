import type { ReactElement, ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { Home } from "#shared/api/types.ts";
import { homeQuery } from "#shared/queries/home.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { typeText } from "#shared/text/label-context.ts";
import { countText } from "#shared/time/format.ts";
import { Chip, Dot } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card, Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./home-page.module.css";
import { IncidentCard } from "./incident-card.tsx";
import { RecentSessions } from "./recent-sessions.tsx";
import { WaitingApprovals } from "./waiting-approvals.tsx";

export function HomePage(): ReactElement {
  const session = useSession();
  const reads = may(session, "read");
  const home = useQuery({ ...homeQuery, enabled: reads });
  if (!reads)
    return (
      <Page title="Home">
        <Empty icon="person" title={session.roles.length === 1 ? `You have the role ${session.roles[0] ?? ""}` : "Your roles"}>
          It shows nothing of what skills send and get. The pages at the left are open to you.
        </Empty>
      </Page>
    );
  return (
    <Page title="Home">
      <div className={pageStyles.body}>
        {home.isError && home.data === undefined && <Problem error={home.error} retry={() => void home.refetch()} />}
        {home.isPending && <LoadingRows rows={6} height={40} />}
        {home.data !== undefined && (
          <div className={styles.body} data-testid="home">
            <Tiles home={home.data} />
            <div className={styles.columns}>
              <div className={styles.column}>
                <WaitingApprovals approvals={home.data.waitingApprovals} waiting={home.data.waiting} />
                <RecentSessions sessions={home.data.recent} />
              </div>
              <div className={styles.column}>
                {session.demo && <IncidentCard />}
                <Gateways home={home.data} />
                <Findings home={home.data} />
              </div>
            </div>
          </div>
        )}
      </div>
    </Page>
  );
}

function Tiles({ home }: { readonly home: Home }): ReactElement {
  const findings = home.findingsToday.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={styles.tiles}>
      <Tile
        name="Approvals waiting"
        value={home.waiting}
        to="/approvals/{-$approvalId}"
        mark={home.waiting > 0 ? <Dot tone="wait" /> : null}
        testId="tile-waiting"
      />
      <Tile
        name="Sessions live now"
        value={home.liveSessions}
        to="/sessions"
        search={{ status: "live" }}
        mark={home.liveSessions > 0 ? <Dot tone="live" pulse /> : null}
        testId="tile-live"
      />
      <Tile
        name="Exchanges today"
        value={home.exchangesToday}
        to="/sessions"
        mark={<small>{home.sessionsToday === 1 ? "1 session" : `${countText(home.sessionsToday)} sessions`}</small>}
        testId="tile-exchanges"
      />
      <Tile name="Values found today" value={findings} testId="tile-findings" />
      <Tile name="Not let through today" value={home.refusedToday} testId="tile-refused" />
      <Tile
        name={home.stoppedSkills === 1 ? "Skill stopped" : "Skills stopped"}
        value={home.stoppedSkills}
        to="/skills/{-$skillId}"
        mark={home.stoppedSkills > 0 ? <Dot tone="danger" /> : null}
        testId="tile-stopped"
      />
    </div>
  );
}

interface TileProps {
  readonly name: string;
  readonly value: number;
  readonly to?: NonNullable<LinkProps["to"]>;
  readonly search?: { readonly status: "live" };
  readonly mark?: ReactNode;
  readonly testId: string;
}

function Tile({ name, value, to, search, mark, testId }: TileProps): ReactElement {
  const content = (
    <>
      <div className={styles.value}>
        {countText(value)}
        {mark}
      </div>
      <div className={styles.name} title={name}>
        {name}
      </div>
    </>
  );
  if (to === undefined) {
    return (
      <div className={styles.tile} data-testid={testId}>
        {content}
      </div>
    );
  }
  return (
    <Link className={styles.tile} to={to} search={search ?? {}} data-testid={testId}>
      {content}
    </Link>
  );
}

function Gateways({ home }: { readonly home: Home }): ReactElement {
  return (
    <Card title="Gateways">
      {home.gateways.length === 0 && <div className={styles.pad}>No gateway has joined yet: nothing can reach Claude.</div>}
      {home.gateways.map((gateway) => (
        <div key={gateway.id} className={styles.gateway} data-testid="gateway-row">
          <Dot tone={gateway.connected ? "live" : "danger"} />
          <div className={styles.cut}>
            {gateway.name} <span className="sg-muted">{gateway.region}</span>
          </div>
          {gateway.connected ? (
            <span className="sg-muted">connected</span>
          ) : (
            <Chip tone="danger">
              not connected
              {gateway.lastSeenAt !== null && (
                <>
                  , <TimeAgo iso={gateway.lastSeenAt} />
                </>
              )}
            </Chip>
          )}
        </div>
      ))}
    </Card>
  );
}

function Findings({ home }: { readonly home: Home }): ReactElement | null {
  const most = Math.max(1, ...home.findingsToday.map(({ count }) => count));
  return (
    <Card title="Values found today">
      {home.findingsToday.length === 0 && <div className={`${styles.pad ?? ""} sg-muted`}>None so far.</div>}
      {home.findingsToday.length > 0 && (
        <div className={styles.bars}>
          {home.findingsToday.map(({ type, count }) => (
            <div key={type} style={{ display: "contents" }}>
              <span>{typeText(type)}</span>
              <span className={styles.bar} style={{ width: `${(count / most) * 100}%` }} />
              <span>{countText(count)}</span>
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}
