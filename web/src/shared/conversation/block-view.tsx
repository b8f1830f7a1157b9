import type { ReactElement, ReactNode } from "react";
import { BodyText, LongText } from "../text/body-text.tsx";
import { visibleText } from "../text/segments.ts";
import { Chip } from "../ui/chip.tsx";
import { cx } from "../ui/cx.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import styles from "./conversation.module.css";
import type { Block, ToolResult, ToolUse } from "./model.ts";

interface BlockViewProps {
  readonly block: Block;
  readonly results: ReadonlyMap<string, ToolResult>;
  /** True for the block that still grows. */
  readonly growing?: boolean;
}

export function BlockView({ block, results, growing = false }: BlockViewProps): ReactElement | null {
  switch (block.kind) {
    case "text":
      return <TextView text={block.text} sources={block.sources} growing={growing} />;
    case "thinking":
      return <ThinkingView text={block.text} redacted={block.redacted} growing={growing} />;
    case "tool-use":
      return <ToolCard call={block} result={results.get(block.id) ?? null} results={results} growing={growing} />;
    case "tool-result":
      return (
        <div className={styles.tool}>
          <div className={styles.toolHead}>
            <Icon name="tool" size={14} />
            Result of an earlier tool call
            {block.failed && <Chip tone="danger">failed</Chip>}
          </div>
          <ResultPart result={block} results={results} />
        </div>
      );
    case "media":
      return (
        <div className={styles.media}>
          <Icon name="document" />
          {block.what.replaceAll("_", " ")}, kept as digest, type and size only
          <span className="sg-mono">{visibleText(block.note)}</span>
        </div>
      );
    case "other":
      return (
        <Fold icon="document" title={`Block of type ${visibleText(block.type)}`}>
          <LongText text={block.json} code />
        </Fold>
      );
  }
}

function TextView({
  text,
  sources,
  growing,
}: {
  readonly text: string;
  readonly sources: number;
  readonly growing: boolean;
}): ReactElement | null {
  if (text === "" && !growing) return null;
  return (
    <div className={cx(growing && styles.caret)}>
      {growing ? <BodyText text={text} /> : <LongText text={text} />}{" "}
      {sources > 0 && <Chip>{sources === 1 ? "1 source" : `${sources} sources`}</Chip>}
    </div>
  );
}

function ThinkingView({
  text,
  redacted,
  growing,
}: {
  readonly text: string;
  readonly redacted: boolean;
  readonly growing: boolean;
}): ReactElement {
  if (redacted) return <div className={styles.media}>Thinking that Claude has encrypted</div>;
  const count = text.split(/\s+/).filter((word) => word !== "").length;
  return (
    <Fold
      icon="thought"
      title={growing ? `Thinking… ${count} words` : `Thinking · ${count} ${count === 1 ? "word" : "words"}`}
      testId="thinking"
    >
      <LongText text={text} />
    </Fold>
  );
}

interface ToolCardProps {
  readonly call: ToolUse;
  readonly result: ToolResult | null;
  readonly results: ReadonlyMap<string, ToolResult>;
  readonly growing: boolean;
}

function ToolCard({ call, result, results, growing }: ToolCardProps): ReactElement {
  return (
    <div className={styles.tool} data-testid="tool-call">
      <div className={styles.toolHead}>
        <Icon name="tool" size={14} />
        <strong>{visibleText(call.name)}</strong>
        {call.server && <Chip title="Claude's side runs this tool">server tool</Chip>}
        {result?.failed === true && <Chip tone="danger">failed</Chip>}
      </div>
      {(call.input !== "" || growing) && (
        <div className={cx(styles.toolPart, growing && styles.caret)}>
          <div className={styles.partName}>Arguments</div>
          <LongText text={call.input} code />
        </div>
      )}
      {result !== null && <ResultPart result={result} results={results} />}
    </div>
  );
}

function ResultPart({ result, results }: { readonly result: ToolResult; readonly results: ReadonlyMap<string, ToolResult> }): ReactElement {
  return (
    <div className={styles.toolPart} data-testid="tool-result">
      <div className={styles.partName}>{result.failed ? "Result (failed)" : "Result"}</div>
      {result.content.length === 0 && <span className={styles.waiting}>empty</span>}
      {result.content.map((block, index) =>
        block.kind === "text" ? <LongText key={index} text={block.text} code /> : <BlockView key={index} block={block} results={results} />,
      )}
    </div>
  );
}

interface FoldProps {
  readonly icon: IconName;
  readonly title: ReactNode;
  readonly open?: boolean;
  readonly testId?: string;
  readonly children: ReactNode;
}

/** Something that is there but folded away. */
export function Fold({ icon, title, open = false, testId, children }: FoldProps): ReactElement {
  return (
    <details className={styles.fold} open={open} data-testid={testId}>
      <summary>
        <Icon name="right" size={12} />
        <Icon name={icon} size={14} />
        {title}
      </summary>
      <div className={styles.folded}>{children}</div>
    </details>
  );
}
