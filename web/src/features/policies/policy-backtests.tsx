import { useState, type ReactElement } from "react";
import { Group, NumberInput, Progress, Select } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, read } from "#shared/api/client.ts";
import type { Backtest, Policy } from "#shared/api/types.ts";
import { useStale } from "#shared/live/live-context.ts";
import { keys } from "#shared/queries/keys.ts";
import { backtestDifferencesQuery, backtestsQuery, policyVersionsQuery } from "#shared/queries/policies.ts";
import { visibleText } from "#shared/text/segments.ts";
import { ActionButton } from "#shared/ui/action-button.tsx";
import { Chip, type Tone } from "#shared/ui/chip.tsx";
import { Empty, LoadingRows, Problem } from "#shared/ui/note.tsx";
import { Card } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { ShowMore } from "#shared/ui/show-more.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import { Decision } from "./match-table.tsx";
import styles from "./policies.module.css";

interface PolicyBacktestsProps {
  readonly policy: Policy;
  readonly admin: boolean;
}

const states: Readonly<Record<Backtest["state"], { readonly text: string; readonly tone: Tone }>> = {
  running: { text: "Running", tone: "accent" },
  done: { text: "Done", tone: "live" },
  failed: { text: "Failed", tone: "danger" },
  cancelled: { text: "Cancelled", tone: "plain" },
};

/** Versions run over what is recorded: what would be decided otherwise. */
export function PolicyBacktests({ policy, admin }: PolicyBacktestsProps): ReactElement {
  const backtests = useQuery(backtestsQuery(policy.id));
  const [chosen, setChosen] = useState<string | null>(null);
  const items = backtests.data ?? [];
  const shown = items.find(({ id }) => id === chosen) ?? items[0];
  return (
    <div className={styles.stack}>
      {admin && <Start policy={policy} running={items.some(({ state }) => state === "running")} />}
      {backtests.isPending && <LoadingRows rows={3} height={34} />}
      {backtests.isError && <Problem error={backtests.error} retry={() => void backtests.refetch()} />}
      {backtests.data !== undefined && items.length === 0 && (
        <Empty icon="hourglass" title="Nothing was tried on records yet">
          A backtest decides anew about the exchanges of the last days, as they are recorded, and lists those that would be decided
          otherwise.
        </Empty>
      )}
      {items.length > 1 && (
        <Select
          size="xs"
          w={320}
          aria-label="Backtest"
          allowDeselect={false}
          data={items.map((each) => ({
            value: each.id,
            label: `Version ${each.version} over ${each.days} days, ${states[each.state].text.toLowerCase()}`,
          }))}
          value={shown?.id ?? null}
          onChange={setChosen}
        />
      )}
      {shown !== undefined && <Result backtest={shown} admin={admin} />}
    </div>
  );
}

function Start({ policy, running }: { readonly policy: Policy; readonly running: boolean }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const versions = useQuery(policyVersionsQuery(policy.id));
  const [version, setVersion] = useState<number>(policy.latestVersion);
  const [days, setDays] = useState(7);
  const start = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/policies/{policyId}/versions/{version}/backtests", {
          params: { path: { policyId: policy.id, version } },
          body: { days },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.backtests }),
  });
  return (
    <>
      <Group gap={8} align="end">
        <Select
          size="xs"
          w={160}
          label="Try"
          allowDeselect={false}
          data={(versions.data ?? []).map((each) => ({ value: String(each.version), label: `version ${each.version}, ${each.state}` }))}
          value={String(version)}
          onChange={(value) => setVersion(Number(value))}
        />
        <NumberInput
          size="xs"
          w={110}
          label="on the last days"
          min={1}
          max={90}
          allowDecimal={false}
          value={days}
          onChange={(value) => setDays(Number(value))}
        />
        <ActionButton
          blocked={stale ?? (running ? "One runs already." : null)}
          loading={start.isPending}
          testId="start-backtest"
          onClick={() => start.mutate()}
        >
          Start backtest
        </ActionButton>
      </Group>
      {start.isError && <Problem error={start.error} />}
    </>
  );
}

function Result({ backtest, admin }: { readonly backtest: Backtest; readonly admin: boolean }): ReactElement {
  const client = useQueryClient();
  const stale = useStale();
  const cancel = useMutation({
    mutationFn: () => read(api.POST("/api/v1/backtests/{backtestId}/cancel", { params: { path: { backtestId: backtest.id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.backtests }),
  });
  const part = backtest.total === 0 ? 100 : Math.min(100, (100 * backtest.judged) / backtest.total);
  const word = states[backtest.state];
  return (
    <Card
      title={`Version ${backtest.version} over ${backtest.days} ${backtest.days === 1 ? "day" : "days"}`}
      aside={
        <span className="sg-muted">
          <Chip tone={word.tone} testId="backtest-state">
            {word.text}
          </Chip>{" "}
          {backtest.createdByName}, <TimeAgo iso={backtest.createdAt} />
        </span>
      }
    >
      <div className={styles.cardBody} data-testid="backtest">
        {backtest.state === "running" && (
          <Group gap={12} wrap="nowrap">
            <Progress className={styles.grow ?? ""} value={part} aria-label="How far it is" />
            <span className="sg-muted">
              {backtest.judged.toLocaleString("en")} of {backtest.total.toLocaleString("en")}
            </span>
            {admin && (
              <ActionButton
                variant="default"
                blocked={stale}
                loading={cancel.isPending}
                testId="cancel-backtest"
                onClick={() => cancel.mutate()}
              >
                Cancel
              </ActionButton>
            )}
          </Group>
        )}
        {backtest.message !== null && <p role="alert">{visibleText(backtest.message)}</p>}
        <dl className={styles.counts}>
          <Count name="Judged" value={backtest.judged} />
          <Count name="Stricter" value={backtest.stricter} />
          <Count name="Milder" value={backtest.milder} />
          <Count name="By another rule" value={backtest.otherwise} />
          <Count name="Too little left to judge" value={backtest.unread} />
        </dl>
      </div>
      {backtest.state !== "running" && <Differences id={backtest.id} />}
    </Card>
  );
}

function Count({ name, value }: { readonly name: string; readonly value: number }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value.toLocaleString("en")}</dd>
    </div>
  );
}

function Differences({ id }: { readonly id: string }): ReactElement {
  const differences = useInfiniteQuery(backtestDifferencesQuery(id));
  const items = differences.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {differences.isPending && <LoadingRows rows={3} height={34} />}
      {differences.isError && <Problem error={differences.error} retry={() => void differences.refetch()} />}
      {differences.data !== undefined && items.length === 0 && <Empty icon="check" title="Nothing would be decided otherwise" />}
      {items.length > 0 && (
        <div className={styles.scroll}>
          <table className={pageStyles.table} data-testid="backtest-differences">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Skill</th>
                <th scope="col">Was</th>
                <th scope="col">Would be</th>
                <th scope="col">Because</th>
              </tr>
            </thead>
            <tbody>
              {items.map((each) => (
                <tr key={each.ordinal}>
                  <td className={styles.nowrap}>
                    <Link to="/sessions/$sessionId" params={{ sessionId: each.sessionId }} search={{ turn: each.exchangeId }}>
                      <TimeAgo iso={each.at} />
                    </Link>
                  </td>
                  <td>{visibleText(each.skillName)}</td>
                  <td>
                    <Decision kind={each.was} /> <span className="sg-mono">{each.wasRule}</span>
                  </td>
                  <td>
                    <Decision kind={each.would} /> <span className="sg-mono">{each.wouldRule}</span>
                  </td>
                  <td className={styles.because}>{visibleText(each.because)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {differences.hasNextPage && <ShowMore loading={differences.isFetchingNextPage} onMore={() => void differences.fetchNextPage()} />}
    </>
  );
}
