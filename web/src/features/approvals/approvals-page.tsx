import { useEffect, useRef, useState, type ReactElement } from "react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ApprovalSummary } from "#shared/api/types.ts";
import { useKeys } from "#shared/keyboard/use-keys.ts";
import { approvalsQuery, type ApprovalOrder, type ApprovalTab } from "#shared/queries/approvals.ts";
import { homeQuery } from "#shared/queries/home.ts";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page, Split } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { ShowMore } from "#shared/ui/show-more.tsx";
import { ApprovalDetailView } from "./approval-detail.tsx";
import { ApprovalRow } from "./approval-row.tsx";
import { readApprovalsSearch } from "./approvals-search.ts";
import styles from "./approvals.module.css";
import { BulkBar } from "./bulk-bar.tsx";
import { inboxOf, nextWaiting } from "./inbox.ts";
import { useChosen } from "./use-chosen.ts";

const none: readonly ApprovalSummary[] = [];

export function ApprovalsPage(): ReactElement {
  const { approvalId = null } = useParams({ from: "/frame/approvals/{-$approvalId}" });
  const { tab = "waiting", order = "newest" } = useSearch({ from: "/frame/approvals/{-$approvalId}" });
  const navigate = useNavigate({ from: "/approvals/{-$approvalId}" });
  const waiting = useInfiniteQuery(approvalsQuery("waiting", order));
  const mine = useInfiniteQuery(approvalsQuery("mine", order));
  const decided = useInfiniteQuery(approvalsQuery("decided"));
  const waitingCount = useQuery(homeQuery).data?.waiting;
  const seen = useSeen(waiting.data ?? none);
  const seenMine = useSeen(mine.data ?? none);
  const query = { waiting, mine, decided }[tab];
  const items =
    tab === "decided" ? (decided.data ?? none) : inboxOf(query.data ?? none, decided.data ?? none, tab === "mine" ? seenMine : seen, order);
  const list = useRef<HTMLUListElement>(null);
  const { chosen, toggle, addAlike, clear } = useChosen();

  const select = (id: string, replace: boolean): void => void navigate({ params: { approvalId: id }, search: (search) => search, replace });
  const move = (by: number): void => {
    const at = items.findIndex(({ id }) => id === approvalId);
    const next = items[at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + by))];
    if (next !== undefined) select(next.id, true);
  };
  const choose = (): void => {
    const open = items.find(({ id, state }) => id === approvalId && state === "pending");
    if (open !== undefined) toggle(open);
  };
  useKeys({ j: () => move(1), k: () => move(-1), x: choose, Escape: clear });
  const next = nextWaiting(items, approvalId);

  // Something is always open: the first of the list until one is chosen.
  const first = items[0]?.id;
  useEffect(() => {
    if (approvalId === null && first !== undefined && matchMedia("(min-width: 861px)").matches) select(first, true);
  });
  useEffect(() => {
    list.current?.querySelector("[data-selected]")?.scrollIntoView({ block: "nearest" });
  }, [approvalId]);

  return (
    <Page
      title="Approvals"
      tools={
        <Tabs
          tab={tab}
          order={order}
          waiting={waitingCount === undefined ? "" : countOf(waitingCount)}
          mine={`${countOf((mine.data ?? none).length)}${mine.hasNextPage ? "+" : ""}`}
        />
      }
    >
      <Split
        label="Requests"
        selected={approvalId !== null}
        list={
          <>
            {tab !== "decided" && <Order order={order} />}
            {chosen.size > 0 && <BulkBar chosen={[...chosen.values()]} onClear={clear} />}
            {query.isPending && <LoadingRows rows={6} height={44} />}
            {query.isError && query.data === undefined && <Problem error={query.error} retry={() => void query.refetch()} />}
            {query.data !== undefined && items.length === 0 && <NothingHere tab={tab} />}
            <ul ref={list} className={pageStyles.rows} data-testid="approvals-list">
              {items.map((approval) => (
                <li key={approval.id}>
                  <ApprovalRow approval={approval} selected={approval.id === approvalId} chosen={chosen.has(approval.id)} />
                </li>
              ))}
            </ul>
            {query.hasNextPage && (
              <ShowMore
                what={order === "ending" && tab !== "decided" ? "later" : "older"}
                loading={query.isFetchingNextPage}
                onMore={() => void query.fetchNextPage()}
              />
            )}
          </>
        }
        detail={
          approvalId === null ? null : (
            <ApprovalDetailView
              key={approvalId}
              id={approvalId}
              onAlike={() => addAlike(approvalId)}
              onNext={next === undefined ? null : () => select(next.id, true)}
            />
          )
        }
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

const countOf = (count: number): string => (count === 0 ? "" : count.toLocaleString("en"));

const orders: readonly { readonly name: ApprovalOrder; readonly text: string }[] = [
  { name: "newest", text: "Newest" },
  { name: "ending", text: "Ends soonest" },
];

function Order({ order }: { readonly order: ApprovalOrder }): ReactElement {
  return (
    <nav className={styles.order} aria-label="Order">
      {orders.map(({ name, text }) => (
        <Link
          key={name}
          from="/approvals/{-$approvalId}"
          to="/approvals/{-$approvalId}"
          params={(params) => params}
          search={(search) => readApprovalsSearch({ ...search, order: name })}
          replace
          data-current={order === name ? "" : undefined}
          aria-current={order === name ? "true" : undefined}
          data-testid={`order-${name}`}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}

interface TabsProps {
  readonly tab: ApprovalTab;
  readonly order: ApprovalOrder;
  readonly waiting: string;
  readonly mine: string;
}

function Tabs({ tab, order, waiting, mine }: TabsProps): ReactElement {
  const tabs: readonly { readonly name: ApprovalTab; readonly text: string; readonly count: string }[] = [
    { name: "waiting", text: "Waiting", count: waiting },
    { name: "mine", text: "Mine", count: mine },
    { name: "decided", text: "Decided", count: "" },
  ];
  return (
    <nav className={styles.tabs} aria-label="Which requests">
      {tabs.map(({ name, text, count }) => (
        <Link
          key={name}
          className={styles.tab}
          to="/approvals/{-$approvalId}"
          params={{}}
          search={readApprovalsSearch({ tab: name, order })}
          activeOptions={{ exact: true }}
          data-current={tab === name ? "" : undefined}
          aria-current={tab === name ? "page" : undefined}
          data-testid={`tab-${name}`}
        >
          {text} {count !== "" && <span className={styles.end}>{count}</span>}
        </Link>
      ))}
    </nav>
  );
}

const nothing: Readonly<Record<ApprovalTab, readonly [title: string, text: string]>> = {
  waiting: ["Nothing waits", "A request that a rule holds appears here at once, while the skill waits for the answer."],
  mine: ["Nobody asks you", "What a rule routes to you or a group of yours appears here. All that waits is under Waiting."],
  decided: ["Nothing was decided yet", "Decisions stay here with who made them and when."],
};

function NothingHere({ tab }: { readonly tab: ApprovalTab }): ReactElement {
  const [title, text] = nothing[tab];
  return (
    <Empty icon={tab === "decided" ? "approvals" : "check"} title={title}>
      {text}
    </Empty>
  );
}
