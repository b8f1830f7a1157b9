import { useMemo, useState, type ReactElement } from "react";
import type { HoldView } from "#shared/api/types.ts";
import { callsOf, compose } from "#shared/conversation/compose.ts";
import { Fold } from "#shared/conversation/block-view.tsx";
import { Opening, Turns, TurnFrame } from "#shared/conversation/conversation.tsx";
import { readTurns } from "#shared/conversation/request.ts";
import { LongText } from "#shared/text/body-text.tsx";
import { visibleText } from "#shared/text/segments.ts";
import styles from "./approvals.module.css";

const shownAtFirst = 4;

/** The held request as a conversation; the last turns first, since they are what is new. */
export function HeldPrompt({ view }: { readonly view: HoldView }): ReactElement {
  const [all, setAll] = useState(false);
  const { section, results, calls } = useMemo(() => {
    const request = { system: view.system, tools: view.tools, turns: readTurns(view.messages), keys: [], raw: null };
    const composition = compose([{ id: "held", request, response: null }]);
    return { section: composition.sections[0], results: composition.results, calls: callsOf(composition.sections) };
  }, [view]);
  const turns = section?.turns ?? [];
  const earlier = all ? 0 : Math.max(0, turns.length - shownAtFirst);
  return (
    <div className={styles.prompt} data-testid="held-prompt">
      <Opening system={view.system} tools={view.tools} />
      <Parameters parameters={view.parameters ?? []} />
      {earlier > 0 && (
        <button type="button" className={styles.earlier} onClick={() => setAll(true)}>
          Show {earlier} earlier {earlier === 1 ? "turn" : "turns"}
        </button>
      )}
      <Turns turns={turns.slice(earlier)} results={results} calls={calls} />
    </div>
  );
}

/** What Claude is told beside the conversation: a decision is about this too. */
function Parameters({ parameters }: { readonly parameters: NonNullable<HoldView["parameters"]> }): ReactElement | null {
  const text = useMemo(() => parameters.map(lineOf).join("\n"), [parameters]);
  if (parameters.length === 0) return null;
  const names = [...new Set(parameters.map((parameter) => visibleText(parameter.name)))];
  return (
    <TurnFrame speaker="system">
      <Fold icon="document" title={`Also sent: ${names.join(", ")} · ${text.length.toLocaleString("en")} characters`}>
        <LongText text={text} code />
      </Fold>
    </TurnFrame>
  );
}

function lineOf({ name, value, request }: NonNullable<HoldView["parameters"]>[number]): string {
  const of = request === null || request === undefined ? "" : `${request}: `;
  return `${of}${name} = ${JSON.stringify(value, null, 2)}`;
}
