export interface ExposureSearch {
  /** Left out for single values. */
  readonly view?: "lists";
  /** The list that is open. */
  readonly list?: string;
}

export function readExposureSearch(search: Record<string, unknown>): ExposureSearch {
  return {
    ...(search.view === "lists" ? { view: "lists" as const } : {}),
    ...(typeof search.list === "string" ? { list: search.list } : {}),
  };
}
