import assert from "node:assert/strict";
import { test } from "node:test";
import { isCut, readWhole, type Part } from "./whole.ts";

interface Named {
  readonly id: string;
  readonly name: string;
}

const named = (from: number, count: number): Named[] =>
  Array.from({ length: count }, (_, index) => ({ id: `skl_${String(from + index)}`, name: `skill ${String(from + index)}` }));

/** A list as the API gives it: the cursor is how many came before. */
const listOf =
  (all: readonly Named[], asked: string[]) =>
  ({ limit, cursor = "0" }: { readonly limit: number; readonly cursor?: string }): Promise<Part<Named>> => {
    asked.push(cursor);
    const end = Number(cursor) + limit;
    return Promise.resolve({ items: all.slice(Number(cursor), end), next: end < all.length ? String(end) : null });
  };

void test("reads a list to its end, in order", async () => {
  const asked: string[] = [];
  const all = named(0, 450);
  const whole = await readWhole(listOf(all, asked));
  assert.deepEqual(whole, { items: all, cut: false });
  assert.deepEqual(asked, ["0", "200", "400"]);
  assert.equal(isCut(whole), false);
});

void test("stops at its bound and says so", async () => {
  const asked: string[] = [];
  const whole = await readWhole(listOf(named(0, 601), asked), 3);
  assert.equal(whole.items.length, 600);
  assert.equal(isCut(whole), true);
  assert.equal(asked.length, 3);
  assert.equal(isCut(await readWhole(listOf(named(0, 600), []), 3)), false);
});

void test("has once, as it was last, what moved while it was read", async () => {
  const parts: Part<Named>[] = [
    { items: [{ id: "skl_1", name: "alpha" }, ...named(2, 1)], next: "a" },
    { items: [{ id: "skl_1", name: "zulu" }], next: null },
  ];
  const whole = await readWhole<Named>(({ cursor }) => Promise.resolve(parts[cursor === undefined ? 0 : 1] ?? { items: [], next: null }));
  assert.deepEqual(whole.items.map(({ id }) => id).sort(), ["skl_1", "skl_2"]);
  assert.equal(whole.items.find(({ id }) => id === "skl_1")?.name, "zulu");
});

void test("a failing part fails the whole", async () => {
  await assert.rejects(
    readWhole<Named>(({ cursor }) =>
      cursor === undefined ? Promise.resolve({ items: named(0, 200), next: "200" }) : Promise.reject(new Error("out of reach")),
    ),
    /out of reach/,
  );
});
