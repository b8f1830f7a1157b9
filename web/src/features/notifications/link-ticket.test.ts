import assert from "node:assert/strict";
import { test } from "node:test";
import { readTicket } from "./link-ticket.ts";

const encode = (text: string) => Buffer.from(text).toString("base64url");

test("Reads whom a ticket names", () => {
  assert.deepEqual(readTicket(`chn_1.17.${encode("T1/U1")}.${encode("käthe")}.mac`), { external: "T1/U1", name: "käthe" });
});

test("What is no ticket names nobody", () => {
  for (const text of ["", "chn_1", "chn_1.17.%%.x.mac", `chn_1.17.${Buffer.from([0xff]).toString("base64url")}.x.mac`])
    assert.equal(readTicket(text), null);
});
