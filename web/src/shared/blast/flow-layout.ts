import type { BlastReport } from "../api/types.ts";

export interface FlowNode {
  readonly id: string;
  readonly column: 0 | 1 | 2;
  readonly name: string;
  readonly y: number;
}

export interface FlowLine {
  readonly from: FlowNode;
  readonly to: FlowNode;
  readonly count: number;
  readonly width: number;
}

export interface FlowLayout {
  readonly nodes: readonly FlowNode[];
  readonly lines: readonly FlowLine[];
  readonly rows: number;
  /** How many of each column do not fit. */
  readonly hidden: number;
}

const mostRows = 10;

/** Puts skills, types of values and destinations into three columns, the weightiest first. */
export function layoutOf(report: BlastReport): FlowLayout {
  const skills = new Map(report.skills.map(({ id, name }) => [id, name]));
  const columns = [
    [...new Set(report.seen.map(({ from }) => from))],
    [...new Set([...report.values.map(({ type }) => type), ...report.seen.map(({ to }) => to)])],
    [...new Set([...report.sent.map(({ to }) => to), ...report.destinations.map(({ host }) => host)])],
  ] as const;
  const rows = Math.max(1, ...columns.map((column) => Math.min(mostRows, column.length)));
  const nodes = columns.flatMap((ids, at) => {
    const shown = ids.slice(0, mostRows);
    return shown.map((id, row): FlowNode => ({
      id,
      column: at as 0 | 1 | 2,
      name: at === 0 ? (skills.get(id) ?? id) : id,
      y: ((row + 0.5) * rows) / shown.length,
    }));
  });
  const find = (column: number, id: string): FlowNode | undefined => nodes.find((node) => node.column === column && node.id === id);
  const most = Math.max(1, ...[...report.seen, ...report.sent].map(({ count }) => count));
  const lines = [...report.seen.map((flow) => ({ flow, column: 0 })), ...report.sent.map((flow) => ({ flow, column: 1 }))].flatMap(
    ({ flow, column }): readonly FlowLine[] => {
      const [from, to] = [find(column, flow.from), find(column + 1, flow.to)];
      return from === undefined || to === undefined
        ? []
        : [{ from, to, count: flow.count, width: 1.5 + 6 * (Math.log1p(flow.count) / Math.log1p(most)) }];
    },
  );
  return { nodes, lines, rows, hidden: columns.reduce((sum, ids) => sum + Math.max(0, ids.length - mostRows), 0) };
}
