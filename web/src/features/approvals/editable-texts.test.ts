import assert from "node:assert/strict";
import { test } from "node:test";
import type { HoldView } from "../../shared/api/types.ts";
import { editableTexts } from "./editable-texts.ts";

const view = (messages: unknown, system: unknown = null): HoldView => ({ path: "/v1/messages", messages, system }) as HoldView;

void test("names the texts of messages by pointer, newest first, and the system prompt last", () => {
  const texts = editableTexts(
    view(
      [
        { role: "user", content: "one" },
        {
          role: "user",
          content: [
            { type: "tool_result", content: "r" },
            { type: "text", text: "two" },
          ],
        },
      ],
      "Sort.",
    ),
  );
  assert.deepEqual(
    texts.map(({ pointer, text }) => [pointer, text]),
    [
      ["/messages/1/content/1/text", "two"],
      ["/messages/0/content", "one"],
      ["/system", "Sort."],
    ],
  );
});

void test("offers nothing of a batch and of a completion, whose turns stand elsewhere", () => {
  for (const path of ["/v1/messages/batches", "/v1/complete"])
    assert.deepEqual(editableTexts({ ...view([{ role: "user", content: "one" }]), path }), []);
});
