import type { ReactElement } from "react";
import { Checkbox } from "@mantine/core";
import type { SearchFacet } from "#shared/api/types.ts";
import { visibleText } from "#shared/text/segments.ts";
import { kinds, toggled, type Kind, type SearchState } from "./search-search.ts";
import styles from "./search.module.css";

const names: Readonly<Record<Kind, string>> = {
  skill: "Skill",
  owner: "Owner",
  label: "Label",
  tool: "Tool",
  host: "Sent to",
  finding: "Finding",
  rule: "Rule",
  decision: "Decision",
  outcome: "Outcome",
  model: "Model",
};
const few = 6;

interface SearchFacetsProps {
  readonly facets: readonly SearchFacet[];
  readonly state: SearchState;
  readonly onChange: (next: SearchState) => void;
}

/** What turns that were found have in common; chosen values stay, though nothing has them. */
export function SearchFacets({ facets, state, onChange }: SearchFacetsProps): ReactElement {
  return (
    <div className={styles.facets} data-testid="search-facets">
      {kinds.map((kind) => {
        const chosen = state[kind] ?? [];
        const known = facets.filter((facet) => facet.kind === kind);
        const gone = chosen.filter((value) => !known.some((facet) => facet.value === value));
        const shown = [
          ...gone.map((value) => ({ value, name: value, count: 0 })),
          ...known.filter((facet, index) => index < few || chosen.includes(facet.value)),
        ];
        if (shown.length === 0) return null;
        return (
          <fieldset key={kind} className={styles.facet}>
            <legend>{names[kind]}</legend>
            {shown.map(({ value, name, count }) => (
              <Checkbox
                key={value}
                size="xs"
                checked={chosen.includes(value)}
                onChange={() => onChange(toggled(state, kind, value))}
                data-testid={`facet-${kind}`}
                label={
                  <span className={styles.value}>
                    <span className={styles.cut} title={visibleText(name)}>
                      {visibleText(name)}
                    </span>
                    <span className={styles.many}>{count.toLocaleString("en")}</span>
                  </span>
                }
              />
            ))}
          </fieldset>
        );
      })}
    </div>
  );
}
