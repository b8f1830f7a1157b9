import { useEffect, useRef, useState, type ReactElement } from "react";
import { Select } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { sessionsQuery } from "#shared/queries/sessions.ts";
import { skillsQuery } from "#shared/queries/skills.ts";
import { cx } from "#shared/ui/cx.ts";
import { Dot } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page } from "#shared/ui/page.tsx";
import { SessionRow } from "./session-row.tsx";
import styles from "./sessions.module.css";

const rowHeight = 34;

export function SessionsPage(): ReactElement {
  const { status = "all", skill = null } = useSearch({ from: "/frame/sessions" });
  const sessions = useInfiniteQuery(sessionsQuery({ status, skill }));
  const items = sessions.data ?? [];
  const scroll = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  // The library keeps its own state and is told so: https://github.com/TanStack/virtual
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (index) => items[index]?.id ?? index,
  });

  const move = (by: number): void => {
    const next = Math.max(0, Math.min(items.length - 1, active + by));
    setActive(next);
    virtual.scrollToIndex(next, { align: "auto" });
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`)?.focus());
  };
  useKeys({ j: () => move(1), k: () => move(-1) });

  const last = virtual.getVirtualItems().at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = sessions;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && last > items.length - 30) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, last, items.length]);

  return (
    <Page title="Sessions" tools={<Filters status={status} skill={skill} />}>
      <div ref={scroll} className={styles.scroll} data-testid="sessions-list">
        <div className={cx(styles.columns, styles.header)} aria-hidden="true">
          <span />
          <span>Skill</span>
          <span>Session</span>
          <span className={styles.wide}>Owner</span>
          <span className={cx(styles.wide, styles.model)}>Model</span>
          <span className={cx(styles.wide, styles.number)}>Calls</span>
          <span className={cx(styles.wide, styles.number)}>Found</span>
          <span className={cx(styles.wide, styles.tokens, styles.number)}>Tokens</span>
          <span>Last result</span>
          <span className={styles.number}>Ago</span>
        </div>
        {sessions.isPending && <LoadingRows rows={12} height={20} />}
        {sessions.isError && sessions.data === undefined && <Problem error={sessions.error} retry={() => void sessions.refetch()} />}
        {sessions.data !== undefined && items.length === 0 && (
          <Empty icon="sessions" title={status === "live" ? "No skill is calling right now" : "No session yet"}>
            {status === "live" || skill !== null
              ? "Other sessions are hidden by the filters."
              : "Point a skill's base URL at the gateway and it appears here while it streams."}
          </Empty>
        )}
        <ul className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const session = items[index];
            return session === undefined ? null : (
              <li key={key} data-index={index} style={{ transform: `translateY(${start}px)` }}>
                <SessionRow session={session} />
              </li>
            );
          })}
        </ul>
        {isFetchNextPageError && <Problem error={sessions.error} retry={() => void fetchNextPage()} />}
      </div>
    </Page>
  );
}

function Filters({ status, skill }: { readonly status: "live" | "all"; readonly skill: string | null }): ReactElement {
  const navigate = useNavigate({ from: "/sessions" });
  const skills = useQuery(skillsQuery).data ?? [];
  return (
    <div className={styles.filters}>
      <Link
        className={styles.toggle}
        from="/sessions"
        to="/sessions"
        search={(search) => ({ ...(search.skill === undefined ? {} : { skill: search.skill }) })}
        activeOptions={{ exact: true }}
        data-current={status === "all" ? "" : undefined}
        data-testid="filter-all"
      >
        All
      </Link>
      <Link
        className={styles.toggle}
        from="/sessions"
        to="/sessions"
        search={(search) => ({ ...search, status: "live" })}
        data-current={status === "live" ? "" : undefined}
        data-testid="filter-live"
      >
        <Dot tone="live" /> Live
      </Link>
      <Select
        aria-label="Skill"
        placeholder="Every skill"
        clearable
        searchable
        w={200}
        data={skills.map(({ id, name }) => ({ value: id, label: name }))}
        value={skill}
        onChange={(value) =>
          void navigate({
            search: ({ status: kept }) => ({
              ...(kept === undefined ? {} : { status: kept }),
              ...(value === null ? {} : { skill: value }),
            }),
          })
        }
      />
    </div>
  );
}
