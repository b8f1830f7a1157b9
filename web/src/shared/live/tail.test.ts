import assert from "node:assert/strict";
import { test } from "node:test";
import { Tail, type TailPart } from "./tail.ts";

/** A response of which more becomes readable, answering each request only when told to. */
class Server {
  text = "";
  ended = false;
  inFlight = 0;
  mostInFlight = 0;
  taken = "";
  finished = 0;
  readonly failures: unknown[] = [];
  readonly #waiting: (() => void)[] = [];

  readonly tail = new Tail({
    readAfter: (position) => {
      this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
      return new Promise<TailPart>((resolve) => {
        this.#waiting.push(() => {
          this.inFlight--;
          resolve({ data: this.text.slice(position), position: this.text.length, complete: this.ended });
        });
      });
    },
    take: (data) => (this.taken += data),
    finish: () => this.finished++,
    fail: (error) => this.failures.push(error),
  });

  async answerAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#waiting.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

test("Has one request in flight however often it is poked", async () => {
  const server = new Server();
  server.text = "ab";
  for (let poke = 0; poke < 5; poke++) server.tail.poke();
  await server.answerAll();
  assert.deepEqual([server.mostInFlight, server.taken], [1, "ab"]);
});

test("Reads again for what came during a request", async () => {
  const server = new Server();
  server.tail.poke();
  server.text = "abc";
  server.tail.poke();
  await server.answerAll();
  server.text = "abcdef";
  server.ended = true;
  server.tail.poke();
  await server.answerAll();
  assert.deepEqual([server.taken, server.finished, server.tail.complete], ["abcdef", 1, true]);
  server.tail.poke();
  assert.equal(server.inFlight, 0);
});

test("Goes on where it was after a failed request", async () => {
  let fails = true;
  let taken = "";
  const failures: unknown[] = [];
  const tail = new Tail({
    readAfter: () => (fails ? Promise.reject(new Error("down")) : Promise.resolve({ data: "x", position: 1, complete: true })),
    take: (data) => (taken += data),
    finish: () => undefined,
    fail: (error) => failures.push(error),
  });
  tail.poke();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(failures.length, 1);
  fails = false;
  tail.poke();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(taken, "x");
});
