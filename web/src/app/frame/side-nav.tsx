import { Fragment, type ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Session } from "#shared/api/types.ts";
import { homeQuery } from "#shared/queries/home.ts";
import { may } from "#shared/queries/session.ts";
import { Icon } from "#shared/ui/icon.tsx";
import styles from "./frame.module.css";
import { pagesOf, type PageKey } from "./pages.ts";

/** The pages that open to whoever is signed in. */
export function SideNav({ session }: { readonly session: Session }): ReactElement {
  const home = useQuery({ ...homeQuery, enabled: may(session, "read") }).data;
  const counts: Partial<Record<PageKey, CountProps>> = {
    approvals: { value: home?.waiting, tone: "wait", what: "waiting" },
    sessions: { value: home?.liveSessions, tone: "live", what: "live" },
    skills: { value: home?.stoppedSkills, tone: "plain", what: "stopped" },
  };
  return (
    <nav className={styles.side} aria-label="Pages">
      {pagesOf(session).map(({ key, name, icon, to }) => {
        const count = counts[key];
        return (
          <Fragment key={key}>
            {key === "connections" && <div className={styles.rule} />}
            <Link className={styles.link} to={to} params={{}} activeOptions={{ exact: key === "home", includeSearch: false }} title={name}>
              <Icon name={icon} />
              <span className={styles.name}>{name}</span>
              {count !== undefined && <Count {...count} />}
            </Link>
          </Fragment>
        );
      })}
    </nav>
  );
}

interface CountProps {
  readonly value: number | undefined;
  readonly tone: "wait" | "live" | "plain";
  readonly what: string;
}

function Count({ value = 0, tone, what }: CountProps): ReactElement | null {
  if (value === 0) return null;
  return (
    <span className={styles.count} data-tone={tone} title={`${value} ${what}`} data-testid={`count-${what}`}>
      {value}
      <span className="sg-hidden"> {what}</span>
    </span>
  );
}
