import { useState, type ReactElement, type ReactNode } from "react";
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { BlastReport } from "../api/types.ts";
import { typeText } from "../text/label-context.ts";
import { visibleText } from "../text/segments.ts";
import { approvalWord, decisionWord } from "../text/words.ts";
import { bytesText, countText } from "../time/format.ts";
import { useSeconds } from "../time/clock.ts";
import { Empty, LoadingRows, Problem } from "../ui/note.tsx";
import { Card } from "../ui/page.tsx";
import { TimeAgo } from "../ui/time-text.tsx";
import { blastQuery, type BlastScope } from "./blast-query.ts";
import styles from "./blast.module.css";
import { FlowGraph } from "./flow-graph.tsx";
import { VolumeBars } from "./volume-bars.tsx";

const windows = { "1": "1 day", "7": "7 days", "30": "30 days", "365": "1 year" } as const;

/** What a skill, a person, a credential or an incident touched, and where it went. */
export function BlastRadius({
  scope,
  days: usual = "30",
}: {
  readonly scope: BlastScope;
  readonly days?: keyof typeof windows;
}): ReactElement {
  const [days, setDays] = useState<string>(usual);
  const [opened] = useState(Math.ceil(useSeconds()));
  const from = new Date((opened - Number(days) * 86_400) * 1000).toISOString();
  const report = useQuery(blastQuery({ ...scope, from }));
  return (
    <Card
      title="Blast radius"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Time"
          data={Object.entries(windows).map(([value, label]) => ({ value, label }))}
          value={days}
          onChange={setDays}
        />
      }
    >
      {report.isPending && <LoadingRows rows={4} height={40} />}
      {report.isError && <Problem error={report.error} retry={() => void report.refetch()} />}
      {report.data?.exchanges === 0 && (
        <Empty icon="exposure" title="Nothing in this time">
          No exchange was recorded.
        </Empty>
      )}
      {report.data !== undefined && report.data.exchanges > 0 && <Loaded report={report.data} />}
    </Card>
  );
}

function Loaded({ report }: { readonly report: BlastReport }): ReactElement {
  const values = report.values.reduce((sum, { distinct }) => sum + distinct, 0);
  return (
    <div className={styles.body} data-testid="blast-radius">
      <dl className={styles.tiles}>
        <Tile name="Different values" value={countText(values)} />
        <Tile name="Destinations" value={countText(report.destinations.length)} />
        <Tile name="Sessions" value={countText(report.sessions)} />
        <Tile name="Exchanges" value={countText(report.exchanges)} />
        <Tile name="Volume" value={bytesText(report.bytes)} />
      </dl>
      <VolumeBars report={report} />
      <FlowGraph report={report} />
      <div className={styles.lists}>
        <List name="Personal values" empty="None was found.">
          {report.values.map(({ type, distinct, findings }) => (
            <Line
              key={type}
              name={typeText(type)}
              value={countText(distinct)}
              detail={`found ${countText(findings)} ${findings === 1 ? "time" : "times"}`}
            />
          ))}
        </List>
        <List name="Destinations" empty="No host was named.">
          {report.destinations.map(({ host, tools, lastAt, exchanges }) => (
            <Line
              key={host}
              name={<span className="sg-mono">{visibleText(host)}</span>}
              value={countText(exchanges)}
              detail={
                <>
                  {visibleText(tools.map((tool) => (tool === "" ? "in text" : tool)).join(", "))}, <TimeAgo iso={lastAt} />
                </>
              }
            />
          ))}
        </List>
        <List name="Tools" empty="No tool was called.">
          {report.tools.map(({ name, exchanges }) => (
            <Line key={name} name={<span className="sg-mono">{visibleText(name)}</span>} value={countText(exchanges)} />
          ))}
        </List>
        <List name="Who decided what" empty="Nothing was decided.">
          {report.decisions.map(({ decision, rule, decidedByName, exchanges }) => (
            <Line
              key={`${decision} ${rule ?? ""} ${decidedByName ?? ""}`}
              name={wordOf(decision)}
              value={countText(exchanges)}
              detail={visibleText([decidedByName, rule].filter((part) => part !== null && part !== "").join(", ") || "no rule")}
            />
          ))}
        </List>
        <List name="Models" empty="No model was named.">
          {report.models.map(({ name, exchanges }) => (
            <Line key={name} name={visibleText(name)} value={countText(exchanges)} />
          ))}
        </List>
        <List name="Skills" empty="">
          {report.skills.map(({ id, name, ownerName, exchanges }) => (
            <Line
              key={id}
              name={
                <Link to="/skills/{-$skillId}" params={{ skillId: id }}>
                  {name}
                </Link>
              }
              value={countText(exchanges)}
              detail={ownerName}
            />
          ))}
        </List>
      </div>
    </div>
  );
}

const decided = new Set(["pending", "approved", "consumed", "denied", "expired", "cancelled"]);

function wordOf(decision: string): string {
  return decided.has(decision) ? approvalWord(decision).text : decisionWord(decision).text;
}

function Tile({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function List({
  name,
  empty,
  children,
}: {
  readonly name: string;
  readonly empty: string;
  readonly children: readonly ReactNode[];
}): ReactElement {
  return (
    <section aria-label={name}>
      <h3>{name}</h3>
      {children.length === 0 ? <p className="sg-muted">{empty}</p> : <ul>{children}</ul>}
    </section>
  );
}

function Line({ name, value, detail }: { readonly name: ReactNode; readonly value: string; readonly detail?: ReactNode }): ReactElement {
  return (
    <li>
      <b>{value}</b>
      <span>{name}</span>
      {detail !== undefined && <small>{detail}</small>}
    </li>
  );
}
