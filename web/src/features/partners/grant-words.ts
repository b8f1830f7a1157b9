interface Given {
  readonly actions: readonly string[];
  readonly labels: readonly string[];
  readonly masking: string;
}

/** What a grant gives, in words. */
export function grantWords({ actions, labels, masking }: Given): string {
  const what = actions.includes("decide") ? "sees and decides" : "sees";
  const which = labels.length === 0 ? "every skill" : `skills labelled ${labels.join(", ")}`;
  const how = masking === "full" ? "with the whole masked request" : "without what requests say";
  return `${what} ${which}, ${how}`;
}
