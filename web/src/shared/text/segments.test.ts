import assert from "node:assert/strict";
import { test } from "node:test";
import { segmentsOf, visibleText } from "./segments.ts";

test("Finds labels with one and more words in their type", () => {
  assert.deepEqual(segmentsOf("to [EMAIL_7KQ2], [US_SSN_AB3D]"), [
    { kind: "text", text: "to " },
    { kind: "label", label: "EMAIL_7KQ2", type: "EMAIL", code: "7KQ2" },
    { kind: "text", text: ", " },
    { kind: "label", label: "US_SSN_AB3D", type: "US_SSN", code: "AB3D" },
  ]);
});

test("Leaves brackets that are no label alone", () => {
  for (const text of ["[EMAIL]", "[email_7kq2]", "EMAIL_7KQ2", "[x]", "[EMAIL_]"])
    assert.deepEqual(segmentsOf(text), [{ kind: "text", text }]);
});

test("Shows what changes direction or takes no room", () => {
  assert.equal(
    visibleText("a\u202Ecod.exe\u2069 x\u200By\u0000\u{E0041}\uFEFF"),
    "a⟨U+202E⟩cod.exe⟨U+2069⟩ x⟨U+200B⟩y⟨U+0000⟩⟨U+E0041⟩⟨U+FEFF⟩",
  );
});

test("Does not break pictographs apart, but shows a joiner between letters", () => {
  const family = "👩‍👩‍👧 ❤️ 1️⃣ 👩🏽‍🚀";
  assert.deepEqual(segmentsOf(family), [{ kind: "text", text: family }]);
  assert.equal(visibleText("a\u200Db\uFE0F"), "a⟨U+200D⟩b⟨U+FE0F⟩");
});

test("Keeps tabs and line breaks, and letters of every script", () => {
  const text = "a\tb\nשלום مرحبا 你好 é";
  assert.deepEqual(segmentsOf(text), [{ kind: "text", text }]);
  assert.equal(visibleText("a\r\nb\rc"), "a\nb\nc");
});
