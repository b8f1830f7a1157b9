import assert from "node:assert/strict";
import { test } from "node:test";
import { sendOnEnter } from "./send-on-enter.ts";

type Pressed = Parameters<typeof sendOnEnter>[0];

function sentBy(keys: Partial<Pressed>): number {
  let sent = 0;
  const currentTarget = { form: { requestSubmit: () => sent++ } };
  sendOnEnter({
    key: "Enter",
    ctrlKey: true,
    metaKey: false,
    repeat: false,
    preventDefault: () => undefined,
    ...keys,
    currentTarget,
  } as unknown as Pressed);
  return sent;
}

void test("a key that is held down sends once", () => {
  assert.equal(sentBy({}), 1);
  assert.equal(sentBy({ repeat: true }), 0);
});

void test("Enter alone does not send", () => {
  assert.equal(sentBy({ ctrlKey: false }), 0);
});
