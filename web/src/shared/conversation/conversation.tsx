import type { ReactElement, ReactNode } from "react";
import { BodyText, LongText } from "../text/body-text.tsx";
import { visibleText } from "../text/segments.ts";
import { Icon } from "../ui/icon.tsx";
import { BlockView, Fold } from "./block-view.tsx";
import { isOnlyResults, type Section } from "./compose.ts";
import styles from "./conversation.module.css";
import type { ResponseModel, ToolResult, Turn, TurnRole } from "./model.ts";

const roleWords: Readonly<Record<TurnRole, string>> = { user: "Skill", assistant: "Claude", system: "System" };

interface TurnsProps {
  readonly turns: readonly Turn[];
  readonly results: ReadonlyMap<string, ToolResult>;
  readonly calls: ReadonlySet<string>;
}

/** Turns one below the other; results of tools stand beside their calls instead. */
export function Turns({ turns, results, calls }: TurnsProps): ReactElement {
  return (
    <>
      {turns.map((turn, index) =>
        isOnlyResults(turn, calls) ? null : (
          <TurnFrame key={index} speaker={turn.role}>
            {turn.blocks.map((block, at) =>
              block.kind === "tool-result" && calls.has(block.toolUseId) ? null : <BlockView key={at} block={block} results={results} />,
            )}
          </TurnFrame>
        ),
      )}
    </>
  );
}

interface SectionOpeningProps {
  readonly system: string | null;
  readonly tools: readonly string[];
}

/** What stands before the turns: the system prompt and the tools that are offered, both folded. */
export function Opening({ system, tools }: SectionOpeningProps): ReactElement | null {
  if ((system === null || system === "") && tools.length === 0) return null;
  return (
    <TurnFrame speaker="system">
      {system !== null && system !== "" && (
        <Fold icon="document" title={`System prompt · ${system.length.toLocaleString("en")} characters`}>
          <LongText text={system} />
        </Fold>
      )}
      {tools.length > 0 && (
        <Fold icon="tool" title={`${tools.length} ${tools.length === 1 ? "tool" : "tools"} offered`}>
          <span className="sg-mono">{tools.map(visibleText).join(", ")}</span>
        </Fold>
      )}
    </TurnFrame>
  );
}

interface AnswerProps {
  readonly response: ResponseModel;
  readonly live: boolean;
  readonly results: ReadonlyMap<string, ToolResult>;
}

/** Claude's answer, as far as it has come. */
export function Answer({ response, live, results }: AnswerProps): ReactElement | null {
  const growing = live && !response.ended;
  if (response.raw !== null) {
    return (
      <TurnFrame speaker="assistant">
        <LongText text={response.raw} code />
      </TurnFrame>
    );
  }
  if (response.blocks.length === 0 && response.error === null) {
    return growing ? (
      <TurnFrame speaker="assistant">
        <span className={styles.waiting}>Nothing yet…</span>
      </TurnFrame>
    ) : null;
  }
  const shownResults = new Map([...results, ...ownResults(response)]);
  return (
    <TurnFrame speaker="assistant">
      {response.blocks.map((block, index) =>
        block.kind === "tool-result" ? null : (
          <BlockView key={index} block={block} results={shownResults} growing={growing && index === response.blocks.length - 1} />
        ),
      )}
      {response.error !== null && (
        <div className={styles.error}>
          <Icon name="warning" />
          <span>
            <span className="sg-mono">{visibleText(response.error.type)}</span> <BodyText text={response.error.message} />
          </span>
        </div>
      )}
    </TurnFrame>
  );
}

// Tools that Claude's side runs give their results in the same answer.
function ownResults(response: ResponseModel): readonly (readonly [string, ToolResult])[] {
  return response.blocks.flatMap((block) => (block.kind === "tool-result" ? [[block.toolUseId, block] as const] : []));
}

/** A request that is no conversation, as it is. */
export function RawRequest({ section }: { readonly section: Section }): ReactElement | null {
  if (section.raw === null || section.raw === "") return null;
  return (
    <TurnFrame speaker="user">
      <LongText text={section.raw} code />
    </TurnFrame>
  );
}

/** A turn, with who speaks in it. */
export function TurnFrame({ speaker, children }: { readonly speaker: TurnRole; readonly children: ReactNode }): ReactElement {
  return (
    <article className={styles.turn} data-role={speaker} data-testid={`turn-${speaker}`} aria-label={roleWords[speaker]}>
      <div className={styles.role} data-role={speaker}>
        {roleWords[speaker]}
      </div>
      <div className={styles.blocks}>{children}</div>
    </article>
  );
}
