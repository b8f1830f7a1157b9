import assert from "node:assert/strict";
import { test } from "node:test";
import { everyDay, moneyText } from "./money.ts";

test("Shows cents, and parts of one where there are any", () => {
  assert.deepEqual([moneyText(2900, "eur"), moneyText(0.2, "eur"), moneyText(0, "usd")], ["€29.00", "€0.002", "$0.00"]);
});

test("Fills days without use, from the first to the last of a period", () => {
  assert.deepEqual(everyDay("2026-02-27T10:00:00Z", "2026-03-02T00:00:00Z", [{ day: "2026-02-28", quantity: 7 }]), [
    { day: "2026-02-27", quantity: 0 },
    { day: "2026-02-28", quantity: 7 },
    { day: "2026-03-01", quantity: 0 },
  ]);
  assert.deepEqual(everyDay("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z", []), []);
});
