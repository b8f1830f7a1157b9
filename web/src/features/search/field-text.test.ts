import assert from "node:assert/strict";
import { test } from "node:test";
import { takeText } from "./field-text.ts";

void test("what was typed here goes on being typed, however late the address has it", () => {
  const late = takeText({ shown: "", sent: ["ab", "abc"] }, "ab");
  assert.deepEqual(late, { shown: "ab", sent: ["abc"], typed: null });
  assert.deepEqual(takeText(late, "abc"), { shown: "abc", sent: [], typed: null });
});

void test("a saved search stands in the field", () => {
  assert.deepEqual(takeText({ shown: "abc", sent: [] }, "refund -test"), { shown: "refund -test", sent: [], typed: "refund -test" });
});
