import { Fragment, useMemo, useState, type ReactElement } from "react";
import { cx } from "../ui/cx.ts";
import styles from "./body-text.module.css";
import { typeText, useLabels } from "./label-context.ts";
import { segmentsOf, type Segment } from "./segments.ts";

interface BodyTextProps {
  readonly text: string;
  readonly code?: boolean;
  /** In one line, as rows and titles have it: line breaks become spaces. */
  readonly line?: boolean;
}

/**
 * Untrusted text: never HTML, no links, hidden characters as escapes, labels of masked values as chips.
 */
export function BodyText({ text, code = false, line = false }: BodyTextProps): ReactElement {
  const segments = useMemo(() => segmentsOf(text), [text]);
  return (
    <span className={cx(line ? styles.line : styles.text, code && styles.code)} dir="ltr">
      {segments.map((segment, index) => (
        <Fragment key={index}>
          <SegmentView segment={segment} />
        </Fragment>
      ))}
    </span>
  );
}

function SegmentView({ segment }: { readonly segment: Segment }): ReactElement | string {
  if (segment.kind === "text") return segment.text;
  if (segment.kind === "label") return <LabelChip label={segment.label} type={segment.type} code={segment.code} />;
  return (
    <span className={styles.hidden} title={`${segment.name} (${segment.code})`}>
      {segment.code}
    </span>
  );
}

interface LabelChipProps {
  readonly label: string;
  readonly type: string;
  readonly code: string;
  readonly count?: number;
}

/** Stands where a masked value stood: the same value, the same chip. A click looks for its other places. */
export function LabelChip({ label, type, code, count = 1 }: LabelChipProps): ReactElement {
  const { known, selected, select } = useLabels();
  const unproven = known !== null && !known.has(label);
  const title = unproven
    ? "Written like a label, but no finding stands behind it"
    : `${typeText(type)}, masked. The same value has the same label everywhere.`;
  const content = (
    <>
      {type}
      <b>{code}</b>
      {count > 1 && <span>×{count}</span>}
    </>
  );
  const marks = {
    className: styles.label,
    title,
    "data-label": label,
    "data-unproven": unproven ? "" : undefined,
    "data-selected": selected === label ? "" : undefined,
  };
  if (select === null) return <span {...marks}>{content}</span>;
  return (
    <button
      type="button"
      {...marks}
      aria-pressed={selected === label}
      aria-label={`${typeText(type)} ${code}: show its places`}
      onClick={() => select(selected === label ? null : label)}
    >
      {content}
    </button>
  );
}

const longLines = 24;
const longChars = 3_000;

/** As `BodyText`; what is long is cut until asked for. */
export function LongText({ text, code = false }: BodyTextProps): ReactElement {
  const [open, setOpen] = useState(false);
  const lines = useMemo(() => text.split("\n").length, [text]);
  if (lines <= longLines && text.length <= longChars) return <BodyText text={text} code={code} />;
  return (
    <>
      <div className={styles.long} data-cut={open ? undefined : ""}>
        <BodyText text={text} code={code} />
      </div>
      <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "Show less" : `Show all (${lines > 1 ? `${lines} lines, ` : ""}${text.length.toLocaleString("en")} characters)`}
      </button>
    </>
  );
}
