import { useState, type ReactElement } from "react";
import { NumberInput, TextInput } from "@mantine/core";
import { Icon } from "#shared/ui/icon.tsx";
import { limited, limits, without, type Limit, type SearchState } from "./search-search.ts";
import styles from "./search.module.css";

interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly least: Limit;
  readonly most: Limit;
  /** How many of what the API counts in are one of the unit. */
  readonly of: number;
}

const measures: readonly Measure[] = [
  { name: "Size", unit: "KB", least: "minBytes", most: "maxBytes", of: 1000 },
  { name: "Tokens", unit: "", least: "minTokens", most: "maxTokens", of: 1 },
  { name: "Cost", unit: "$", least: "minCost", most: "maxCost", of: 1_000_000 },
];

interface SearchLimitsProps {
  readonly state: SearchState;
  readonly onChange: (next: SearchState) => void;
}

/** What few people ask for, folded until somebody does. A value counts when its field is left, or on Enter. */
export function SearchLimits({ state, onChange }: SearchLimitsProps): ReactElement {
  const inUse = state.input !== undefined || limits.some((limit) => state[limit] !== undefined);
  const [open, setOpen] = useState(inUse);
  return (
    <div className={styles.limits} data-testid="search-limits">
      <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)} data-testid="search-more">
        <Icon name={open ? "down" : "right"} size={12} />
        Tool input, size, tokens, cost
      </button>
      {open && (
        <>
          <Left
            key={`input ${state.input ?? ""}`}
            value={state.input ?? ""}
            onLeft={(input) => onChange(input === "" ? without(state, "input") : { ...state, input })}
          />
          {measures.map(({ name, unit, least, most, of }) => (
            <div key={name} className={styles.limit} role="group" aria-label={name}>
              <span>{unit === "" ? name : `${name}, ${unit}`}</span>
              {([least, most] as const).map((limit) => (
                <Bound
                  key={`${limit} ${String(state[limit])}`}
                  label={`${limit === least ? "Least" : "Most"} ${name.toLowerCase()}`}
                  placeholder={limit === least ? "from" : "to"}
                  testId={`limit-${limit}`}
                  value={state[limit] === undefined ? "" : state[limit] / of}
                  whole={of === 1}
                  onLeft={(value) => onChange(limited(state, limit, value === null ? null : Math.round(value * of)))}
                />
              ))}
            </div>
          ))}
        </>
      )}
    </div>
  );
}

function Left({ value, onLeft }: { readonly value: string; readonly onLeft: (value: string) => void }): ReactElement {
  const [typed, setTyped] = useState(value);
  const leave = (): void => {
    if (typed !== value) onLeft(typed);
  };
  return (
    <TextInput
      size="xs"
      label="Tools were called with"
      placeholder="Words"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event) => event.key === "Enter" && leave()}
      data-testid="search-tool-input"
    />
  );
}

interface BoundProps {
  readonly label: string;
  readonly placeholder: string;
  readonly testId: string;
  readonly value: number | "";
  readonly whole: boolean;
  readonly onLeft: (value: number | null) => void;
}

function Bound({ label, placeholder, testId, value, whole, onLeft }: BoundProps): ReactElement {
  const [typed, setTyped] = useState<number | string>(value);
  const leave = (): void => {
    if (typed !== value) onLeft(typed === "" ? null : Number(typed));
  };
  return (
    <NumberInput
      size="xs"
      aria-label={label}
      placeholder={placeholder}
      min={0}
      max={1_000_000_000}
      allowNegative={false}
      allowDecimal={!whole}
      hideControls
      value={typed}
      onChange={setTyped}
      onBlur={leave}
      onKeyDown={(event) => event.key === "Enter" && leave()}
      data-testid={testId}
    />
  );
}
