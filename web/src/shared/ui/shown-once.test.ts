import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

void test("what a page says it shows once stands where nobody leaves it without a word", () => {
  const pages = readdirSync(join("src", "features"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx"))
    .map((file) => ({ file, source: readFileSync(join("src", "features", file), "utf8") }))
    .filter(({ source }) => /shown (?:only |this )?once/.test(source));
  assert.ok(pages.length > 4);
  assert.deepEqual(
    pages.filter(({ source }) => !source.includes("<ShownOnce")).map(({ file }) => file),
    [],
  );
});
