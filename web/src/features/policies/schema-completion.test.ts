import assert from "node:assert/strict";
import { test } from "node:test";
import { pathAt, proposals, values, type JsonSchema } from "./schema-completion.ts";

const schema: JsonSchema = {
  properties: { rules: { type: "array", items: { $ref: "#/$defs/rule" } }, limits: { properties: { requests_per_day: {} } } },
  $defs: {
    rule: {
      properties: {
        name: { description: "Its name." },
        then: { enum: ["allow", "hold"] },
        when: { anyOf: [{ properties: { findings: {}, files: { type: "boolean" } } }] },
      },
    },
  },
};

const document = ["rules:", "  - name: one", "    when:", "      files: true", "    then: hold", "limits:", "  requests_per_day: 3"];

function labelsAt(line: number, indent: number): string[] {
  return proposals(schema, pathAt(document, line, indent)).map(({ label }) => label);
}

test("proposes the keys of the place that the cursor is in", () => {
  assert.deepEqual(labelsAt(5, 0), ["rules", "limits"]);
  assert.deepEqual(labelsAt(4, 4), ["name", "then", "when"]);
  assert.deepEqual(labelsAt(1, 4), ["name", "then", "when"]);
  assert.deepEqual(labelsAt(3, 6), ["findings", "files"]);
  assert.deepEqual(labelsAt(6, 2), ["requests_per_day"]);
});

test("proposes what can stand behind a key", () => {
  assert.deepEqual(values(schema, pathAt(document, 4, 4), "then"), ["allow", "hold"]);
  assert.deepEqual(values(schema, pathAt(document, 3, 6), "files"), ["true", "false"]);
  assert.deepEqual(values(schema, pathAt(document, 1, 4), "name"), []);
});
