import type { ReactElement } from "react";
import type { BlastReport } from "../api/types.ts";
import { countText } from "../time/format.ts";
import styles from "./blast.module.css";
import { layoutOf, type FlowLine, type FlowNode } from "./flow-layout.ts";

const width = 520;
const rowHeight = 32;
const boxWidth = 132;
const boxHeight = 24;
const lefts = [0, (width - boxWidth) / 2, width - boxWidth] as const;
const longest = 18;

/** Skill → data → destination. The tables beside it say the same in words. */
export function FlowGraph({ report }: { readonly report: BlastReport }): ReactElement | null {
  const { nodes, lines, rows, hidden } = layoutOf(report);
  if (nodes.length === 0) return null;
  const described = lines.map(wordsOf).join("; ");
  return (
    <figure className={styles.figure}>
      <div className={styles.columns} aria-hidden="true">
        <span>Skill</span>
        <span>Data</span>
        <span>Destination</span>
      </div>
      <svg
        className={styles.graph}
        viewBox={`0 0 ${width} ${rows * rowHeight}`}
        role="img"
        aria-label={`Which skill saw which data, and where it may have gone: ${described === "" ? "nothing connects them" : described}.`}
        data-testid="flow-graph"
      >
        {lines.map((line) => (
          <path
            key={`${line.from.column} ${line.from.id} ${line.to.id}`}
            className={styles.flow}
            d={curveOf(line)}
            strokeWidth={line.width}
          >
            <title>{wordsOf(line)}</title>
          </path>
        ))}
        {nodes.map((node) => (
          <g key={`${node.column} ${node.id}`} transform={`translate(${lefts[node.column]} ${node.y * rowHeight - boxHeight / 2})`}>
            <title>{node.name}</title>
            <rect className={styles.box} data-column={node.column} width={boxWidth} height={boxHeight} rx={5} />
            <text className={styles.boxName} x={10} y={16}>
              {node.name.length > longest ? `${node.name.slice(0, longest - 1)}…` : node.name}
            </text>
          </g>
        ))}
      </svg>
      {hidden > 0 && <figcaption className="sg-muted">{countText(hidden)} more do not fit; see the lists.</figcaption>}
    </figure>
  );
}

function curveOf({ from, to }: FlowLine): string {
  const [x1, x2] = [rightOf(from), lefts[to.column]];
  const [y1, y2, middle] = [from.y * rowHeight, to.y * rowHeight, (x1 + x2) / 2];
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function rightOf(node: FlowNode): number {
  return lefts[node.column] + boxWidth;
}

function wordsOf({ from, to, count }: FlowLine): string {
  return from.column === 0
    ? `${from.name} saw ${countText(count)} ${to.name}`
    : `${to.name} was named after ${from.name} was seen, in ${countText(count)} ${count === 1 ? "session" : "sessions"}`;
}
