import { useMemo, useState, type ReactElement } from "react";
import type { HoldView } from "#shared/api/types.ts";
import { callsOf, compose } from "#shared/conversation/compose.ts";
import { Opening, Turns } from "#shared/conversation/conversation.tsx";
import { readTurns } from "#shared/conversation/request.ts";
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
      {earlier > 0 && (
        <button type="button" className={styles.earlier} onClick={() => setAll(true)}>
          Show {earlier} earlier {earlier === 1 ? "turn" : "turns"}
        </button>
      )}
      <Turns turns={turns.slice(earlier)} results={results} calls={calls} />
    </div>
  );
}
