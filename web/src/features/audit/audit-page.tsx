import { useState, type ReactElement } from "react";
import { TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { AuditLine } from "#shared/api/types.ts";
import { auditQuery } from "#shared/queries/audit.ts";
import { may } from "#shared/queries/session.ts";
import { useSession } from "#shared/queries/session-context.ts";
import { visibleText } from "#shared/text/segments.ts";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { cx } from "#shared/ui/cx.ts";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { ShowMore } from "#shared/ui/show-more.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./audit.module.css";

/** Who did what, also what partners did with the organisation's approvals. */
export function AuditPage(): ReactElement {
  const allowed = may(useSession(), "audit");
  const { target } = useSearch({ from: "/frame/settings/audit" });
  const lines = useInfiniteQuery({ ...auditQuery(target), enabled: allowed });
  const items = lines.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title="Audit log" tools={allowed && <Target key={target} target={target} />}>
      <div className={pageStyles.body} style={{ background: "var(--sg-panel)" }}>
        {!allowed && <Empty icon="document" title="Responders, auditors and administrators read the audit log" />}
        {allowed && lines.isPending && <LoadingRows rows={12} height={34} />}
        {lines.isError && <Problem error={lines.error} retry={() => void lines.refetch()} />}
        {lines.data !== undefined && items.length === 0 && (
          <Empty icon="document" title={target === undefined ? "Nothing was done yet" : "Nothing was done with this id"} />
        )}
        {items.length > 0 && (
          <table className={cx(pageStyles.table, pageStyles.wideTable)} data-testid="audit">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">About</th>
                <th scope="col">Facts</th>
              </tr>
            </thead>
            <tbody>
              {items.map((line) => (
                <tr key={line.id} data-testid="audit-line" data-action={line.action}>
                  <td className={styles.nowrap}>
                    <TimeAgo iso={line.at} />
                  </td>
                  <td className={styles.nowrap}>
                    <Value value={line.actorName} />
                  </td>
                  <td className="sg-mono">{line.action}</td>
                  <td className={styles.nowrap}>{line.target !== null && <CopyId value={line.target} />}</td>
                  <td className={styles.facts}>
                    <Facts line={line} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {lines.hasNextPage && <ShowMore loading={lines.isFetchingNextPage} onMore={() => void lines.fetchNextPage()} />}
      </div>
    </Page>
  );
}

function Target({ target }: { readonly target: string | undefined }): ReactElement {
  const [typed, setTyped] = useState(target ?? "");
  const navigate = useNavigate();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const asked = typed.trim();
        void navigate({ to: "/settings/audit", search: asked === "" ? {} : { target: asked } });
      }}
    >
      <TextInput
        size="xs"
        aria-label="About which id"
        placeholder="About an id: apr_…, skl_…, usr_…"
        className={styles.target}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
    </form>
  );
}

/** What belongs to the action: names and values as they are kept. */
function Facts({ line }: { readonly line: AuditLine }): ReactElement {
  return (
    <>
      {Object.entries(line.detail)
        .filter(([, value]) => value !== null && value !== "")
        .map(([name, value]) => (
          <span key={name}>
            <i>{name}</i> <Value value={typeof value === "string" ? value : JSON.stringify(value)} />
          </span>
        ))}
    </>
  );
}

/** Ids and digests are short and can be copied; the rest is text. */
function Value({ value }: { readonly value: string }): ReactElement {
  return /^([a-z]{3}_[0-9a-z]{20,}|[0-9a-f]{64})$/.test(value) ? <CopyId value={value} /> : <>{visibleText(value)}</>;
}
