import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { homeQuery } from "#shared/queries/home.ts";
import { Icon } from "#shared/ui/icon.tsx";
import styles from "./frame.module.css";

export function SideNav(): ReactElement {
  const home = useQuery(homeQuery).data;
  return (
    <nav className={styles.side} aria-label="Pages">
      <Link className={styles.link} to="/" activeOptions={{ exact: true }} title="Home">
        <Icon name="home" />
        <span className={styles.name}>Home</span>
      </Link>
      <Link className={styles.link} to="/approvals/{-$approvalId}" params={{}} activeOptions={{ includeSearch: false }} title="Approvals">
        <Icon name="approvals" />
        <span className={styles.name}>Approvals</span>
        <Count value={home?.waiting} tone="wait" what="waiting" />
      </Link>
      <Link className={styles.link} to="/sessions" activeOptions={{ includeSearch: false }} title="Sessions">
        <Icon name="sessions" />
        <span className={styles.name}>Sessions</span>
        <Count value={home?.liveSessions} tone="live" what="live" />
      </Link>
      <Link className={styles.link} to="/search" activeOptions={{ includeSearch: false }} title="Search">
        <Icon name="search" />
        <span className={styles.name}>Search</span>
      </Link>
      <Link className={styles.link} to="/skills/{-$skillId}" params={{}} activeOptions={{ includeSearch: false }} title="Skills">
        <Icon name="skills" />
        <span className={styles.name}>Skills</span>
        <Count value={home?.stoppedSkills} tone="plain" what="stopped" />
      </Link>
      <Link className={styles.link} to="/locks" activeOptions={{ includeSearch: false }} title="Locks">
        <Icon name="stop" />
        <span className={styles.name}>Locks</span>
      </Link>
      <Link className={styles.link} to="/incidents/{-$incidentId}" params={{}} activeOptions={{ includeSearch: false }} title="Incidents">
        <Icon name="incidents" />
        <span className={styles.name}>Incidents</span>
      </Link>
      <Link className={styles.link} to="/exposure" activeOptions={{ includeSearch: false }} title="Exposure">
        <Icon name="exposure" />
        <span className={styles.name}>Exposure</span>
      </Link>
      <div className={styles.rule} />
      <Link className={styles.link} to="/connections" title="Connections">
        <Icon name="connections" />
        <span className={styles.name}>Connections</span>
      </Link>
      <Link className={styles.link} to="/settings/issuers" title="Trusted issuers">
        <Icon name="badge" />
        <span className={styles.name}>Trusted issuers</span>
      </Link>
      <Link className={styles.link} to="/policies/{-$policyId}" params={{}} title="Policies">
        <Icon name="policies" />
        <span className={styles.name}>Policies</span>
      </Link>
      <Link className={styles.link} to="/settings/reviewing" title="Reviewing">
        <Icon name="eye" />
        <span className={styles.name}>Reviewing</span>
      </Link>
      <Link className={styles.link} to="/settings/partners" title="Partners">
        <Icon name="person" />
        <span className={styles.name}>Partners</span>
      </Link>
      <Link className={styles.link} to="/settings/directory" title="Directory">
        <Icon name="columns" />
        <span className={styles.name}>Directory</span>
      </Link>
      <Link className={styles.link} to="/settings/offboarding/{-$offboardingId}" params={{}} title="Offboarding">
        <Icon name="leave" />
        <span className={styles.name}>Offboarding</span>
      </Link>
      <Link className={styles.link} to="/settings/identity" title="Identity">
        <Icon name="key" />
        <span className={styles.name}>Identity</span>
      </Link>
      <Link className={styles.link} to="/settings/sign-ins" title="Sign-ins">
        <Icon name="screen" />
        <span className={styles.name}>Sign-ins</span>
      </Link>
      <Link className={styles.link} to="/settings/retention" title="Retention">
        <Icon name="hourglass" />
        <span className={styles.name}>Retention</span>
      </Link>
      <Link className={styles.link} to="/settings/exports" title="Exports">
        <Icon name="outbox" />
        <span className={styles.name}>Exports</span>
      </Link>
      <Link className={styles.link} to="/settings/notifications" activeOptions={{ includeSearch: false }} title="Notifications">
        <Icon name="bell" />
        <span className={styles.name}>Notifications</span>
      </Link>
      <Link className={styles.link} to="/settings/audit" activeOptions={{ includeSearch: false }} title="Audit log">
        <Icon name="document" />
        <span className={styles.name}>Audit log</span>
      </Link>
    </nav>
  );
}

function Count({
  value = 0,
  tone,
  what,
}: {
  readonly value: number | undefined;
  readonly tone: "wait" | "live" | "plain";
  readonly what: string;
}): ReactElement | null {
  if (value === 0) return null;
  return (
    <span className={styles.count} data-tone={tone} title={`${value} ${what}`} data-testid={`count-${what}`}>
      {value}
      <span className="sg-hidden"> {what}</span>
    </span>
  );
}
