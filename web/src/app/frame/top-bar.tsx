import type { ReactElement } from "react";
import { Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Session } from "#shared/api/types.ts";
import { homeQuery } from "#shared/queries/home.ts";
import { may } from "#shared/queries/session.ts";
import { Brand } from "#shared/ui/brand.tsx";
import { Icon, type IconName } from "#shared/ui/icon.tsx";
import styles from "./frame.module.css";
import { LiveDot } from "./live-dot.tsx";
import type { Destination } from "./use-leave.ts";

interface TopBarProps {
  readonly session: Session;
  readonly onSearch: () => void;
  readonly onHelp: () => void;
  readonly onLeave: (to: Destination) => void;
}

export function TopBar({ session, onSearch, onHelp, onLeave }: TopBarProps): ReactElement {
  const reads = may(session, "read");
  const waiting = useQuery({ ...homeQuery, enabled: reads }).data?.waiting ?? 0;
  return (
    <header className={styles.bar}>
      <div className={styles.left}>
        <Brand size={22} />
        <OrganisationMenu session={session} onLeave={onLeave} />
      </div>
      <button type="button" className={styles.search} onClick={onSearch} aria-keyshortcuts="Control+K Meta+K" data-testid="open-palette">
        <Icon name="search" size={14} />
        Search or act
        <kbd>{navigator.userAgent.includes("Mac") ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <div className={styles.right}>
        {reads && (
          <>
            <LiveDot />
            <Link
              to="/approvals/{-$approvalId}"
              params={{}}
              className={styles.barButton}
              title={`${waiting} ${waiting === 1 ? "approval waits" : "approvals wait"}`}
              data-testid="waiting-count"
            >
              <Icon name="bell" />
              {waiting > 0 && (
                <span className={styles.count} data-tone="wait">
                  {waiting}
                </span>
              )}
              <span className="sg-hidden">approvals waiting</span>
            </Link>
          </>
        )}
        <UserMenu session={session} onHelp={onHelp} onLeave={onLeave} />
      </div>
    </header>
  );
}

function OrganisationMenu({ session, onLeave }: Pick<TopBarProps, "session" | "onLeave">): ReactElement {
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button
          type="button"
          className={styles.barButton}
          data-testid="organisation-menu"
          aria-label={`Organisation ${session.organisation.name}, switch`}
        >
          <span className={styles.organisation}>{session.organisation.name}</span>
          <Icon name="down" size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Organisations</Menu.Label>
        {session.memberships.map((membership) => (
          <Menu.Item
            key={membership.organisationId}
            leftSection={
              membership.organisationId === session.organisation.id ? <Icon name="check" size={14} /> : <span style={{ width: 14 }} />
            }
            onClick={() => membership.organisationId !== session.organisation.id && onLeave(membership.organisationId)}
          >
            {membership.name} <span className="sg-muted">{membership.roles.join(", ")}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const schemes: readonly { readonly value: MantineColorScheme; readonly name: string; readonly icon: IconName }[] = [
  { value: "light", name: "Light theme", icon: "sun" },
  { value: "dark", name: "Dark theme", icon: "moon" },
  { value: "auto", name: "Theme of the system", icon: "screen" },
];

function UserMenu({ session, onHelp, onLeave }: Omit<TopBarProps, "onSearch">): ReactElement {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { displayName, email } = session.user;
  return (
    <Menu width={240}>
      <Menu.Target>
        <button type="button" className={styles.barButton} aria-label={`${displayName}: theme, keys, sign out`} data-testid="user-menu">
          <span className={styles.initials}>{initialsOf(displayName)}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{displayName}</Menu.Label>
        <div className={styles.menuHint}>
          {email}
          <br />
          {session.roles.join(", ")} of {session.organisation.name}
        </div>
        <Menu.Divider />
        {schemes.map(({ value, name, icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon name={icon} size={14} />}
            rightSection={colorScheme === value ? <Icon name="check" size={14} /> : null}
            onClick={() => setColorScheme(value)}
            data-testid={`theme-${value}`}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="keyboard" size={14} />} rightSection={<kbd className={styles.kbd}>?</kbd>} onClick={onHelp}>
          Keyboard
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="leave" size={14} />} onClick={() => onLeave(null)} data-testid="sign-out">
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}
