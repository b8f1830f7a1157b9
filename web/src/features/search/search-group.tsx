import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import type { SearchHit } from "#shared/api/types.ts";
import { BodyText } from "#shared/text/body-text.tsx";
import { visibleText } from "#shared/text/segments.ts";
import { resultWord } from "#shared/text/words.ts";
import { bytesText, countText, moneyText } from "#shared/time/format.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { TimeAgo } from "#shared/ui/time-text.tsx";
import styles from "./search.module.css";

const places: Readonly<Record<string, string>> = { tool_input: "tool", answer: "answer", given: "given", thought: "thought" };

/** Turns of one session. */
export function SearchGroup({ hits }: { readonly hits: readonly SearchHit[] }): ReactElement | null {
  const first = hits[0];
  if (first === undefined) return null;
  return (
    <section className={styles.group} aria-label={`Session of ${first.skillName}`} data-testid="search-group">
      <Link className={styles.session} to="/sessions/$sessionId" params={{ sessionId: first.sessionId }}>
        <b>{first.skillName}</b>
        <span className={styles.cut}>
          <BodyText text={first.sessionTitle ?? first.sessionName ?? "Untitled"} line />
        </span>
        <span className="sg-muted">
          {first.ownerName} · {countText(first.sessionExchanges)} {first.sessionExchanges === 1 ? "turn" : "turns"}
        </span>
      </Link>
      <ul className={styles.turns}>
        {hits.map((hit) => (
          <li key={hit.exchangeId}>
            <Turn hit={hit} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Turn({ hit }: { readonly hit: SearchHit }): ReactElement {
  const word = resultWord(hit.decision, hit.outcome);
  return (
    <Link
      className={styles.turn}
      to="/sessions/$sessionId"
      params={{ sessionId: hit.sessionId }}
      search={{ turn: hit.exchangeId }}
      data-testid="search-hit"
      data-id={hit.exchangeId}
    >
      <span className={styles.place}>{places[hit.place ?? ""] ?? "–"}</span>
      <span className={styles.snippet}>
        {hit.snippet.length === 0 && <span className="sg-muted">No text in this turn.</span>}
        {hit.snippet.map((part, index) =>
          part.hit ? (
            <mark key={index}>{visibleText(part.text)}</mark>
          ) : (
            <span key={index}>{visibleText(part.text).replaceAll(/\s+/gu, " ")}</span>
          ),
        )}
      </span>
      <span className={styles.facts}>
        {hit.tools.slice(0, 2).map((tool) => (
          <Chip key={tool}>{visibleText(tool)}</Chip>
        ))}
        {hit.findings.slice(0, 2).map((type) => (
          <Chip key={type} tone="accent">
            {type}
          </Chip>
        ))}
        {word.tone !== "plain" && (
          <Chip tone={word.tone} title={word.meaning}>
            {word.text}
          </Chip>
        )}
        <span
          className={styles.measure}
          title={`${bytesText(hit.bytes)}, ${countText(hit.tokens)} tokens${hit.cost > 0 ? `, ${moneyText(hit.cost)} by the price list` : ""}`}
        >
          {hit.cost > 0 ? moneyText(hit.cost) : bytesText(hit.bytes)}
        </span>
        <span className={styles.time}>
          <TimeAgo iso={hit.startedAt} short />
        </span>
      </span>
    </Link>
  );
}
