import { useEffect, useRef, useState, type ReactElement } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ApprovalSummary } from "#shared/api/types.ts";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { approvalsQuery } from "#shared/queries/approvals.ts";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page, Split } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { ApprovalDetailView } from "./approval-detail.tsx";
import { ApprovalRow } from "./approval-row.tsx";
import styles from "./approvals.module.css";
import { inboxOf } from "./inbox.ts";

const none: readonly ApprovalSummary[] = [];

export function ApprovalsPage(): ReactElement {
  const { approvalId = null } = useParams({ from: "/frame/approvals/{-$approvalId}" });
  const { tab = "waiting" } = useSearch({ from: "/frame/approvals/{-$approvalId}" });
  const navigate = useNavigate({ from: "/approvals/{-$approvalId}" });
  const waiting = useInfiniteQuery(approvalsQuery("waiting"));
  const decided = useInfiniteQuery(approvalsQuery("decided"));
  const seen = useSeen(waiting.data ?? none);
  const items = tab === "waiting" ? inboxOf(waiting.data ?? none, decided.data ?? none, seen) : (decided.data ?? none);
  const query = tab === "waiting" ? waiting : decided;
  const list = useRef<HTMLUListElement>(null);

  const select = (id: string, replace: boolean): void => void navigate({ params: { approvalId: id }, search: (search) => search, replace });
  const move = (by: number): void => {
    const at = items.findIndex(({ id }) => id === approvalId);
    const next = items[at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + by))];
    if (next !== undefined) select(next.id, true);
  };
  useKeys({ j: () => move(1), k: () => move(-1) });

  // Something is always open: the first of the list until one is chosen.
  const first = items[0]?.id;
  useEffect(() => {
    if (approvalId === null && first !== undefined && matchMedia("(min-width: 861px)").matches) select(first, true);
  });
  useEffect(() => {
    list.current?.querySelector("[data-selected]")?.scrollIntoView({ block: "nearest" });
  }, [approvalId]);

  return (
    <Page title="Approvals" tools={<Tabs tab={tab} waiting={(waiting.data ?? none).length} />}>
      <Split
        label="Requests"
        selected={approvalId !== null}
        list={
          <>
            {query.isPending && <LoadingRows rows={6} height={44} />}
            {query.isError && query.data === undefined && <Problem error={query.error} retry={() => void query.refetch()} />}
            {query.data !== undefined && items.length === 0 && <NothingHere tab={tab} />}
            <ul ref={list} className={pageStyles.rows} data-testid="approvals-list">
              {items.map((approval) => (
                <li key={approval.id}>
                  <ApprovalRow approval={approval} selected={approval.id === approvalId} />
                </li>
              ))}
            </ul>
            {tab === "decided" && decided.hasNextPage && (
              <button type="button" className={styles.earlier} onClick={() => void decided.fetchNextPage()}>
                Show older
              </button>
            )}
          </>
        }
        detail={approvalId === null ? null : <ApprovalDetailView key={approvalId} id={approvalId} />}
      />
    </Page>
  );
}

/** Ids that have been waiting since this page was opened: they stay in the list when they are decided. */
function useSeen(waiting: readonly ApprovalSummary[]): ReadonlySet<string> {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  if (waiting.some(({ id }) => !seen.has(id))) setSeen(new Set([...seen, ...waiting.map(({ id }) => id)]));
  return seen;
}

function Tabs({ tab, waiting }: { readonly tab: "waiting" | "decided"; readonly waiting: number }): ReactElement {
  return (
    <nav className={styles.tabs} aria-label="Which requests">
      <Link
        className={styles.tab}
        to="/approvals/{-$approvalId}"
        params={{}}
        search={{}}
        activeOptions={{ exact: true }}
        data-current={tab === "waiting" ? "" : undefined}
        data-testid="tab-waiting"
      >
        Waiting {waiting > 0 && <span className={styles.end}>{waiting}</span>}
      </Link>
      <Link
        className={styles.tab}
        to="/approvals/{-$approvalId}"
        params={{}}
        search={{ tab: "decided" }}
        data-current={tab === "decided" ? "" : undefined}
        data-testid="tab-decided"
      >
        Decided
      </Link>
    </nav>
  );
}

function NothingHere({ tab }: { readonly tab: "waiting" | "decided" }): ReactElement {
  return tab === "waiting" ? (
    <Empty icon="check" title="Nothing waits">
      A request that a rule holds appears here at once, while the skill waits for the answer.
    </Empty>
  ) : (
    <Empty icon="approvals" title="Nothing has been decided yet" />
  );
}
