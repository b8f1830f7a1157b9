import { useState, type ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import type { ExchangeSummary } from "#shared/api/types.ts";
import type { Section } from "#shared/conversation/compose.ts";
import { Answer, Opening, RawRequest, Turns } from "#shared/conversation/conversation.tsx";
import type { ResponseModel, ToolResult } from "#shared/conversation/model.ts";
import { visibleText } from "#shared/text/segments.ts";
import { decisionWord, outcomeWord } from "#shared/text/words.ts";
import { bytesText, countText, durationText, exactText, secondsOf, timeOfDayText } from "#shared/time/format.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { CopyId } from "#shared/ui/copy-id.tsx";
import { Problem } from "#shared/ui/note.tsx";
import { Running } from "#shared/ui/time-text.tsx";
import { Explanation } from "./explanation.tsx";
import { RawEvents } from "./raw-events.tsx";
import type { BookEntry } from "./response-book.ts";
import styles from "./session-page.module.css";
import { Withheld } from "./withheld.tsx";

interface ExchangeViewProps {
  readonly exchange: ExchangeSummary;
  readonly number: number;
  readonly section: Section;
  readonly entry: BookEntry | null;
  /** The exchange that it goes on from, where that is not the one before it: the conversation forks there. */
  readonly parent: { readonly id: string; readonly number: number } | null;
  readonly onGo: (exchangeId: string) => void;
  /** An answer's text as recorded. */
  readonly answer: (exchangeId: string) => string;
  readonly results: ReadonlyMap<string, ToolResult>;
  readonly calls: ReadonlySet<string>;
}

const waitingForFirst: ResponseModel = { blocks: [], model: null, stopReason: null, error: null, raw: null, ended: false };

/** One request and its answer: what is new in the prompt, what policy decided, what Claude said, how it ended. */
export function ExchangeView({ exchange, number, section, entry, parent, onGo, answer, results, calls }: ExchangeViewProps): ReactElement {
  const [raw, setRaw] = useState(false);
  const [why, setWhy] = useState(false);
  const response = entry?.model ?? (exchange.live ? waitingForFirst : null);
  return (
    <section className={styles.exchange} data-testid="exchange" data-id={exchange.id} aria-label={`Exchange ${number}`}>
      <Head exchange={exchange} number={number} raw={raw} onRaw={() => setRaw(!raw)} why={why} onWhy={() => setWhy(!why)} />
      {parent !== null && (
        <button type="button" className={styles.fork} data-testid="fork" onClick={() => onGo(parent.id)}>
          Forks from exchange {parent.number}
        </button>
      )}
      {why && <Explanation exchangeId={exchange.id} />}
      {raw && <RawEvents id={exchange.id} live={exchange.live} answer={answer(exchange.id)} />}
      {section.repeated > 0 && section.turns.length === 0 && (
        <div className={styles.repeated}>The same conversation again, nothing new.</div>
      )}
      <Opening system={section.system} tools={section.tools} />
      <RawRequest section={section} />
      <Turns turns={section.turns} results={results} calls={calls} />
      <DecisionMarker exchange={exchange} />
      {response !== null && !isHeld(exchange) && <Answer response={response} live={exchange.live} results={results} />}
      {entry?.error != null && <Problem error={entry.error} />}
      <Withheld calls={exchange.withheld} />
      <OutcomeMarker exchange={exchange} />
    </section>
  );
}

function isHeld(exchange: ExchangeSummary): boolean {
  return exchange.live && exchange.decision === "hold" && exchange.status === null && (exchange.responseBytes ?? 0) === 0;
}

interface HeadProps {
  readonly exchange: ExchangeSummary;
  readonly number: number;
  readonly raw: boolean;
  readonly onRaw: () => void;
  readonly why: boolean;
  readonly onWhy: () => void;
}

function Head({ exchange, number, raw, onRaw, why, onWhy }: HeadProps): ReactElement {
  const started = secondsOf(exchange.startedAt);
  return (
    <header className={styles.head}>
      <b>{number}</b>
      <time dateTime={exchange.startedAt} title={exactText(started)}>
        {timeOfDayText(started)}
      </time>
      <span className="sg-mono">
        {exchange.method} {visibleText(exchange.path)}
      </span>
      {exchange.model !== null && <span>{visibleText(exchange.model)}</span>}
      {exchange.endedAt === null ? (
        <Running iso={exchange.startedAt} />
      ) : (
        <span>{durationText((secondsOf(exchange.endedAt) - started) * 1000)}</span>
      )}
      {exchange.outputTokens !== null && exchange.outputTokens > 0 && (
        <span title="Tokens in and out">
          {countText(exchange.inputTokens ?? 0)} → {countText(exchange.outputTokens)} tokens
        </span>
      )}
      <span title="Size of the request and of the answer">
        {bytesText(exchange.requestBytes)} → {bytesText(exchange.responseBytes ?? 0)}
      </span>
      {exchange.status !== null && exchange.status >= 400 && <Chip tone="danger">HTTP {exchange.status}</Chip>}
      <button type="button" className={styles.rawButton} aria-pressed={why} onClick={onWhy} data-testid="why">
        Why
      </button>
      <button type="button" className={styles.rawButton} aria-pressed={raw} onClick={onRaw} data-testid="raw">
        Raw
      </button>
      <Link
        to="/sessions/$sessionId"
        params={(before) => ({ sessionId: before.sessionId ?? "" })}
        search={{ turn: exchange.id }}
        replace
        title="Link to this exchange"
      >
        #
      </Link>
      <CopyId value={exchange.id} label="exchange id" />
    </header>
  );
}

function DecisionMarker({ exchange }: { readonly exchange: ExchangeSummary }): ReactElement | null {
  if (exchange.decision === "allow") return null;
  const word = decisionWord(exchange.decision);
  const found = exchange.findings.filter(({ direction }) => direction === "request").length;
  const held = isHeld(exchange);
  return (
    <div
      className={styles.marker}
      data-tone={word.tone === "wait" && !held ? "plain" : word.tone}
      data-testid={`decision-${exchange.decision}`}
    >
      <b>{word.text}</b>
      {exchange.rule !== null && (
        <span>
          by rule <span className="sg-mono">{exchange.rule}</span>
          {exchange.policyVersion !== null && <> of policy version {exchange.policyVersion}</>}
        </span>
      )}
      {found > 0 && (
        <span className="sg-muted">{found === 1 ? "1 value found in the request" : `${found} values found in the request`}</span>
      )}
      {held && <span>Waits for a decision.</span>}
      {exchange.approvalId !== null && (
        <Link to="/approvals/{-$approvalId}" params={{ approvalId: exchange.approvalId }}>
          Open approval
        </Link>
      )}
    </div>
  );
}

/** Whether a call of the answer was refused, not the request: Claude has seen that. */
function isOfCall({ outcome, withheld }: ExchangeSummary): boolean {
  return withheld.length > 0 && (outcome === "blocked" || outcome === "denied" || outcome === "expired" || outcome === "refused");
}

function OutcomeMarker({ exchange }: { readonly exchange: ExchangeSummary }): ReactElement | null {
  const found = exchange.live ? 0 : exchange.findings.filter(({ direction }) => direction === "response").length;
  if (exchange.outcome === null || exchange.outcome === "completed") {
    return found === 0 ? null : (
      <div className={styles.marker} data-tone="accent" data-testid="response-findings">
        <b>Masked</b> {found === 1 ? "1 value in the answer" : `${found} values in the answer`}
      </div>
    );
  }
  const word = outcomeWord(exchange.outcome);
  return (
    <div className={styles.marker} data-tone={word.tone} data-testid={`outcome-${exchange.outcome}`}>
      <b>{word.text}</b>
      <span>
        {isOfCall(exchange) ? "What became of a tool call of the answer ended it; the rest did not reach the skill." : word.meaning}
      </span>
      {exchange.problem !== null && <span className="sg-mono sg-muted">{visibleText(exchange.problem)}</span>}
    </div>
  );
}
