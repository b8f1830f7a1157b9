import { useDeferredValue, useEffect, useMemo, useRef, useState, type ReactElement } from "react";
import { Button, Loader, SegmentedControl, Select } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { SearchHit } from "#shared/api/types.ts";
import { OpenIncident } from "#shared/incidents/open-incident.tsx";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { searchQuery, searchTableAddress, type SearchAsk } from "#shared/queries/search.ts";
import { Icon } from "#shared/ui/icon.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page } from "#shared/ui/page.tsx";
import { takeText, type FieldText } from "./field-text.ts";
import { SavedSearches } from "./saved-searches.tsx";
import { SearchFacets } from "./search-facets.tsx";
import { SearchGroup } from "./search-group.tsx";
import { SearchLimits } from "./search-limits.tsx";
import { askedText, kinds, limits, unfinished, without, type SearchState } from "./search-search.ts";
import styles from "./search.module.css";

const pause = 120;
/** As many as an incident takes. */
const mostSessions = 500;
const day = 86_400_000;

export function SearchPage(): ReactElement {
  const state = useSearch({ from: "/frame/search" });
  const navigate = useNavigate({ from: "/search" });
  const go = useNavigate();
  const change = (next: SearchState): void => void navigate({ search: next, replace: true });
  const field = useRef<HTMLInputElement>(null);
  useKeys({ "/": () => field.current?.focus() });

  const ask = useMemo(() => askOf(state), [state]);
  const [typing, setTyping] = useState(false);
  const found = useInfiniteQuery(searchQuery(ask, typing ? unfinished(state.q ?? "") : null));
  const first = found.data?.pages[0];
  const hits = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const groups = useDeferredValue(useMemo(() => bySession(hits), [hits]));
  const filtered =
    kinds.some((kind) => state[kind] !== undefined) ||
    state.days !== undefined ||
    state.input !== undefined ||
    limits.some((limit) => state[limit] !== undefined);
  const asked = (state.q ?? "") !== "";

  return (
    <Page
      title="Search"
      tools={
        <>
          {hits.length > 0 && (
            <OpenIncident
              title={`Found: ${asked ? (state.q ?? "") : askedText(state)}`.slice(0, 120)}
              sessionIds={[...new Set(hits.map(({ sessionId }) => sessionId))].slice(0, mostSessions)}
              search={askedText(state)}
              onOpened={(id) => void go({ to: "/incidents/{-$incidentId}", params: { incidentId: id } })}
            />
          )}
          <Button
            component="a"
            href={searchTableAddress(ask)}
            download
            variant="default"
            size="compact-sm"
            data-testid="search-csv"
            title="The newest 50,000 turns that are found, as a table"
          >
            Take away as CSV
          </Button>
        </>
      }
    >
      <div className={styles.layout}>
        <aside className={styles.side} aria-label="Filters">
          <SavedSearches onOpen={() => setTyping(false)} />
          <SearchLimits state={state} onChange={change} />
          <SearchFacets facets={first?.facets ?? []} state={state} onChange={change} />
        </aside>
        <div className={styles.middle}>
          <div className={styles.head}>
            <SearchField
              field={field}
              text={state.q ?? ""}
              busy={found.isFetching}
              onChange={(q, goesOn) => {
                setTyping(goesOn);
                change(q === "" ? without(state, "q") : { ...state, q });
              }}
            />
            <SegmentedControl
              size="xs"
              aria-label="Order"
              data={[
                { value: "newest", label: "Newest" },
                { value: "best", label: "Best" },
              ]}
              value={state.order ?? "newest"}
              onChange={(order) => {
                change(order === "best" ? { ...state, order: "best" } : without(state, "order"));
              }}
            />
            <Select
              size="xs"
              w={130}
              aria-label="Time"
              data={[
                { value: "", label: "Any time" },
                { value: "1", label: "Last day" },
                { value: "7", label: "Last 7 days" },
                { value: "30", label: "Last 30 days" },
              ]}
              value={String(state.days ?? "")}
              allowDeselect={false}
              onChange={(days) => {
                change(days === null || days === "" ? without(state, "days") : { ...state, days: Number(days) });
              }}
            />
          </div>
          <div
            className={styles.results}
            data-testid="search-results"
            aria-busy={found.isFetching}
            data-old={found.isPlaceholderData ? "" : undefined}
          >
            {first !== undefined && (
              <p className={styles.count} role="status" data-testid="search-count">
                {countText(first.found ?? 0, first.countedAtMost)}
                {first.instead.map(({ word, words }) => (
                  <span key={word} data-testid="search-instead">
                    {" "}
                    Nobody wrote <b>{word}</b>: looked for {words.join(", ")} instead.
                  </span>
                ))}
              </p>
            )}
            {found.isPending && <LoadingRows rows={8} height={56} />}
            {found.isError && <Problem error={found.error} retry={() => void found.refetch()} />}
            {first !== undefined && !found.isError && hits.length === 0 && !found.isFetching && (
              <Empty icon="search" title={filtered || asked ? "Nothing was found" : "Nothing is here yet"}>
                {filtered
                  ? "No turn fits the words and every filter. Take a filter away."
                  : asked
                    ? "Words must all stand in one turn. Try fewer, a beginning (refu*), or the label of a masked value."
                    : "What skills ask and Claude answers is found here as soon as one has called."}
              </Empty>
            )}
            {groups.map((group) => (
              <SearchGroup key={`${group[0]?.sessionId ?? ""} ${group[0]?.exchangeId ?? ""}`} hits={group} />
            ))}
            {found.hasNextPage && (
              <Button
                className={styles.more}
                variant="default"
                size="xs"
                loading={found.isFetchingNextPage}
                onClick={() => void found.fetchNextPage()}
              >
                Show more
              </Button>
            )}
          </div>
        </div>
      </div>
    </Page>
  );
}

interface SearchFieldProps {
  readonly field: React.RefObject<HTMLInputElement | null>;
  readonly text: string;
  readonly busy: boolean;
  readonly onChange: (text: string, goesOn: boolean) => void;
}

/** Sends what is typed when the keys rest for a moment, and at once on Enter. */
function SearchField({ field, text, busy, onChange }: SearchFieldProps): ReactElement {
  const [typed, setTyped] = useState(text);
  const [known, setKnown] = useState<FieldText>({ shown: text, sent: [] });
  if (text !== known.shown) {
    const taken = takeText(known, text);
    setKnown(taken);
    if (taken.typed !== null) setTyped(taken.typed);
  }
  const send = (next: string, goesOn: boolean): void => {
    setKnown((before) => (next === (before.sent.at(-1) ?? before.shown) ? before : { ...before, sent: [...before.sent, next] }));
    onChange(next, goesOn);
  };
  const timer = useRef(0);
  useEffect(() => {
    field.current?.focus();
    return () => window.clearTimeout(timer.current);
  }, [field]);
  useEffect(() => {
    // What a saved search put here is shown already; what was typed before it is not sent over it.
    if (typed === text) window.clearTimeout(timer.current);
  }, [typed, text]);
  return (
    <label className={styles.field}>
      <Icon name="search" size={16} />
      <span className="sg-hidden">Search</span>
      <input
        ref={field}
        type="search"
        value={typed}
        placeholder='Words, "a phrase", begin*, -not, [EMAIL_7KQ2]'
        aria-keyshortcuts="/"
        data-testid="search-input"
        onChange={(event) => {
          const next = event.currentTarget.value;
          setTyped(next);
          window.clearTimeout(timer.current);
          timer.current = window.setTimeout(() => send(next, true), pause);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
          if (event.key !== "Enter") return;
          window.clearTimeout(timer.current);
          send(typed, false);
        }}
      />
      {busy && <Loader size={14} />}
    </label>
  );
}

function askOf({ days, ...state }: SearchState): SearchAsk {
  // Whole hours, so that the same search is the same question for a while.
  const hour = 3_600_000;
  return days === undefined ? state : { ...state, from: new Date(Math.floor(Date.now() / hour) * hour - days * day).toISOString() };
}

/** Turns of one session stand together, where the first of them stands. */
function bySession(hits: readonly SearchHit[]): readonly (readonly SearchHit[])[] {
  const groups = new Map<string, SearchHit[]>();
  for (const hit of hits) {
    const group = groups.get(hit.sessionId);
    if (group === undefined) groups.set(hit.sessionId, [hit]);
    else group.push(hit);
  }
  return [...groups.values()];
}

function countText(found: number, most: number): string {
  if (found >= most) return `${most.toLocaleString("en")} turns and more; filters count the newest ${most.toLocaleString("en")}.`;
  return found === 1 ? "1 turn." : `${found.toLocaleString("en")} turns.`;
}
