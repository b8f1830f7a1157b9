import { useState, type ReactElement } from "react";
import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useStale } from "#shared/live/live-context.ts";
import { locksQuery } from "#shared/queries/locks.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Icon } from "#shared/ui/icon.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card, Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { ShowMore } from "#shared/ui/show-more.tsx";
import { LockRow } from "./lock-row.tsx";
import { NewLock } from "./new-lock.tsx";
import styles from "./locks.module.css";

/** Everything that is stopped, and what each lock did. */
export function LocksPage(): ReactElement {
  const search = useSearch({ from: "/frame/locks" });
  const navigate = useNavigate({ from: "/locks" });
  const stale = useStale();
  const mayAct = may(useSession(), "contain");
  const [opened, setOpened] = useState(false);
  const lifted = search.state === "lifted";
  const locks = useInfiniteQuery(locksQuery(lifted ? "lifted" : "standing"));
  const items = locks.data ?? [];
  const form = mayAct && (opened || search.target !== undefined);
  return (
    <Page
      title="Locks"
      tools={
        <>
          <SegmentedControl
            size="xs"
            data={[
              { value: "standing", label: "In force" },
              { value: "lifted", label: "Lifted" },
            ]}
            value={lifted ? "lifted" : "standing"}
            onChange={(state) => void navigate({ search: state === "lifted" ? { state: "lifted" } : {}, replace: true })}
          />
          {!form && (
            <ActionButton
              variant="outline"
              color="red"
              size="sm"
              blocked={mayAct ? stale : "A responder or an administrator sets locks."}
              leftSection={<Icon name="stop" size={14} />}
              onClick={() => setOpened(true)}
              testId="new-lock-button"
            >
              New lock…
            </ActionButton>
          )}
        </>
      }
    >
      <div className={cx(pageStyles.body, styles.body)}>
        {form && (
          <NewLock
            key={`${search.kind ?? ""} ${search.target ?? ""}`}
            kind={search.kind ?? "skill"}
            target={search.target ?? ""}
            onDone={() => {
              setOpened(false);
              void navigate({ search: {}, replace: true });
            }}
          />
        )}
        <Card title={lifted ? "Lifted" : "In force"}>
          {locks.isPending && <LoadingRows rows={4} />}
          {locks.isError && <Problem error={locks.error} retry={() => void locks.refetch()} />}
          {locks.data !== undefined && items.length === 0 && (
            <Empty icon="stop" title={lifted ? "No lock has been lifted yet" : "Nothing is stopped"} />
          )}
          <ul className={pageStyles.rows} data-testid="locks">
            {items.map((lock) => (
              <LockRow key={lock.id} lock={lock} mayAct={mayAct} />
            ))}
          </ul>
          {locks.hasNextPage && <ShowMore what="older" loading={locks.isFetchingNextPage} onMore={() => void locks.fetchNextPage()} />}
        </Card>
      </div>
    </Page>
  );
}
