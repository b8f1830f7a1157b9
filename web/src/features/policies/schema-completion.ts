import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";

/** As much of JSON Schema as the schema of policies needs. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

export interface Proposal {
  readonly label: string;
  readonly detail: string;
}

const entry = /^(\s*)((?:- +)*)([A-Za-z_][\w-]*)\s*:/;

/** Keys around a line of block-style YAML, from the outside in: what stands above it and further to the left. */
export function pathAt(lines: readonly string[], index: number, indent: number): readonly string[] {
  const path: string[] = [];
  let within = indent;
  for (let at = index - 1; at >= 0 && within > 0; at--) {
    const match = entry.exec(lines[at] ?? "");
    if (match === null) continue;
    const [, space = "", dashes = "", key = ""] = match;
    const column = space.length + dashes.length;
    if (column >= within) continue;
    path.unshift(key);
    // The dash of a list's element may stand right below the key of the list.
    within = dashes === "" ? column : space.length + 1;
  }
  return path;
}

/** What can be written at a place. */
export function proposals(schema: JsonSchema, path: readonly string[]): readonly Proposal[] {
  let places = expand(schema, schema);
  for (const key of path) places = places.flatMap((place) => inner(schema, place, key));
  const known = new Map<string, Proposal>();
  for (const place of places)
    for (const [label, value] of Object.entries(place.properties ?? {}))
      if (!known.has(label)) known.set(label, { label, detail: first(expand(schema, value)) });
  return [...known.values()];
}

/** What can stand behind a key. */
export function values(schema: JsonSchema, path: readonly string[], key: string): readonly string[] {
  let places = expand(schema, schema);
  for (const step of path) places = places.flatMap((place) => inner(schema, place, step));
  const found = places
    .flatMap((place) => inner(schema, place, key))
    .flatMap((value) => [
      ...(value.enum ?? []),
      ...(value.const === undefined ? [] : [value.const]),
      ...(value.type === "boolean" ? [true, false] : []),
    ]);
  return [...new Set(found.map(String))];
}

function first(places: readonly JsonSchema[]): string {
  return places.find(({ description }) => description !== undefined)?.description ?? "";
}

function inner(root: JsonSchema, place: JsonSchema, key: string): readonly JsonSchema[] {
  const value = place.properties?.[key];
  return value === undefined ? [] : expand(root, value);
}

/** A schema with all that it may be instead, and elements in place of their list. */
function expand(root: JsonSchema, schema: JsonSchema, depth = 0): readonly JsonSchema[] {
  if (depth > 8) return [];
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.replace("#/$defs/", "")];
    return target === undefined ? [] : expand(root, target, depth + 1);
  }
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((part) =>
    expand(root, part, depth + 1),
  );
  const elements = schema.items === undefined ? [] : expand(root, schema.items, depth + 1);
  return [schema, ...parts, ...elements];
}

/** Completes keys and values of YAML by a schema. */
export function completeFrom(schema: JsonSchema | null, context: CompletionContext): CompletionResult | null {
  if (schema === null) return null;
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const lines = context.state.doc.toString().split("\n");
  const value = /^(\s*(?:- +)*)([A-Za-z_][\w-]*):\s+([\w*-]*)$/.exec(before);
  if (value !== null) {
    const [, lead = "", key = "", typed = ""] = value;
    const options = values(schema, pathAt(lines, line.number - 1, lead.length), key).map((label) => ({ label, type: "enum" }));
    return options.length === 0 ? null : { from: context.pos - typed.length, options };
  }
  const name = /^(\s*(?:- +)*)([A-Za-z_][\w-]*)?$/.exec(before);
  if (name === null || (name[2] === undefined && !context.explicit)) return null;
  const [, lead = "", typed = ""] = name;
  const options = proposals(schema, pathAt(lines, line.number - 1, lead.length)).map(({ label, detail }) => ({
    label,
    type: "property",
    apply: `${label}: `,
    ...(detail === "" ? {} : { info: detail }),
  }));
  return options.length === 0 ? null : { from: context.pos - typed.length, options };
}
