import type { ReactElement } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { policyMatchesQuery } from "#shared/queries/policies.ts";
import { visibleText } from "#shared/text/segments.ts";
import { decisionWord } from "#shared/text/words.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { ShowMore } from "#shared/ui/show-more.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./policies.module.css";

interface MatchTableProps {
  readonly policyId: string;
  /** Whether it is drafts that matched. */
  readonly shadow: boolean;
  /** Only one rule; null for all. */
  readonly rule: string | null;
}

/** Exchanges in which rules matched, the newest first. */
export function MatchTable({ policyId, shadow, rule }: MatchTableProps): ReactElement {
  const matches = useInfiniteQuery(policyMatchesQuery(policyId, shadow, rule));
  const items = matches.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={shadow ? "Exchanges in which the draft matched" : "Exchanges in which a rule matched"}>
      {matches.isPending && <LoadingRows rows={4} height={34} />}
      {matches.isError && <Problem error={matches.error} retry={() => void matches.refetch()} />}
      {matches.data !== undefined && items.length === 0 && (
        <Empty icon="policies" title={shadow ? "The draft has not matched yet" : "No rule has matched yet"} />
      )}
      {items.length > 0 && (
        <div className={styles.scroll}>
          <table className={pageStyles.table} data-testid="policy-matches">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Skill</th>
                <th scope="col">Rule</th>
                <th scope="col">{shadow ? "Would be" : "Says"}</th>
                <th scope="col">Decided</th>
                <th scope="col">Because</th>
              </tr>
            </thead>
            <tbody>
              {items.map((match) => (
                <tr key={match.exchangeId}>
                  <td className={styles.nowrap}>
                    <Link to="/sessions/$sessionId" params={{ sessionId: match.sessionId }} search={{ turn: match.exchangeId }}>
                      <TimeAgo iso={match.at} />
                    </Link>
                  </td>
                  <td>{visibleText(match.skillName)}</td>
                  <td className="sg-mono">{match.rule}</td>
                  <td>
                    <Said kind={match.kind} />
                  </td>
                  <td>
                    <Decision kind={match.decision} />
                  </td>
                  <td className={styles.because}>{visibleText(match.because)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {matches.hasNextPage && <ShowMore loading={matches.isFetchingNextPage} onMore={() => void matches.fetchNextPage()} />}
    </Card>
  );
}

export function Decision({ kind }: { readonly kind: string }): ReactElement {
  const word = decisionWord(kind);
  return (
    <Chip tone={word.tone} title={word.meaning}>
      {word.text}
    </Chip>
  );
}

/** What a rule says. */
export function Said({ kind }: { readonly kind: string }): ReactElement {
  return <Chip tone={decisionWord(kind).tone}>{kind.replace(/^./, (first) => first.toUpperCase())}</Chip>;
}
