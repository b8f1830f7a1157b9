import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ExchangeExplanation, RuleMatch } from "#shared/api/types.ts";
import { explanationQuery } from "#shared/queries/policies.ts";
import { visibleText } from "#shared/text/segments.ts";
import { decisionWord } from "#shared/text/words.ts";
import { Chip } from "#shared/ui/chip.tsx";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import styles from "./explanation.module.css";

/** Why an exchange was decided as it was: what was in force, in order, and which rules matched. */
export function Explanation({ exchangeId }: { readonly exchangeId: string }): ReactElement {
  const explanation = useQuery(explanationQuery(exchangeId));
  return (
    <div className={styles.explanation} data-testid="explanation">
      {explanation.isPending && <LoadingRows rows={2} height={20} />}
      {explanation.isError && <Problem error={explanation.error} />}
      {explanation.data !== undefined && <Told explanation={explanation.data} />}
    </div>
  );
}

function Told({ explanation }: { readonly explanation: ExchangeExplanation }): ReactElement {
  const shadows = explanation.matches.filter(({ shadow }) => shadow);
  return (
    <>
      <p>{visibleText(explanation.why)}</p>
      <Matches title="Rules that matched, in order" matches={explanation.matches.filter(({ shadow }) => !shadow)} />
      {shadows.length > 0 && <Matches title="Drafts in shadow would have matched" matches={shadows} />}
      {explanation.policies.length > 0 && (
        <>
          <h4>In force, in the order of merging</h4>
          <ol>
            {explanation.policies.map((policy) => (
              <li key={policy.place}>
                <Link to="/policies/{-$policyId}" params={{ policyId: policy.policyId }} search={{ version: policy.version }}>
                  {visibleText(policy.name)}
                </Link>{" "}
                <span className="sg-muted">
                  version {policy.version}, for {scopeOf(policy.scope)}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function Matches({ title, matches }: { readonly title: string; readonly matches: readonly RuleMatch[] }): ReactElement | null {
  if (matches.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ol>
        {matches.map((match) => (
          <li key={`${match.direction} ${match.ordinal}`} data-decisive={match.decisive ? "" : undefined}>
            <span className="sg-mono">{match.rule}</span> <Chip tone={decisionWord(match.kind).tone}>{decisionWord(match.kind).text}</Chip>
            {match.decisive && <b> decides</b>}
            {match.direction === "response" && <span className="sg-muted"> on the answer</span>}
            <span className="sg-muted">
              {" "}
              {visibleText(match.policyName)} version {match.policyVersion}
              {match.because !== "" && <>; {visibleText(match.because)}</>}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function scopeOf(scope: string): string {
  if (scope.startsWith("label:")) return `the label ${visibleText(scope.slice("label:".length))}`;
  return scope.startsWith("skill:") ? "this skill" : "every skill";
}
