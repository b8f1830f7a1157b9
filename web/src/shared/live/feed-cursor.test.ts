import assert from "node:assert/strict";
import { test } from "node:test";
import { FeedCursor, type FeedItem } from "./feed-cursor.ts";

const item = (position: number): FeedItem => ({ position, kind: "SkillChanged", subject: "skl_1", payload: {} });

class Server {
  head = 0;
  reads = 0;
  fails = false;
  readonly applied: number[] = [];
  startedOver = 0;
  turns = 0;

  cursor(start = 0): FeedCursor {
    return new FeedCursor(start, {
      readAfter: (after, limit) => {
        this.reads++;
        if (this.fails) return Promise.reject(new Error("down"));
        return Promise.resolve({
          items: Array.from({ length: Math.min(limit, Math.max(0, this.head - after)) }, (_, index) => item(after + 1 + index)),
        });
      },
      apply: (items) => {
        this.turns++;
        this.applied.push(...items.map(({ position }) => position));
      },
      startOver: () => {
        this.startedOver++;
        return Promise.resolve(this.head);
      },
    });
  }
}

test("Applies what is next in line without reading", async () => {
  const server = new Server();
  const cursor = server.cursor();
  await cursor.offer(item(1));
  await cursor.offer(item(2));
  assert.deepEqual([server.applied, server.reads], [[1, 2], 0]);
});

test("Reads what lies between, and applies nothing twice", async () => {
  const server = new Server();
  const cursor = server.cursor();
  server.head = 4;
  await Promise.all([cursor.offer(item(4)), cursor.offer(item(2)), cursor.offer(item(4)), cursor.catchUp()]);
  assert.deepEqual(server.applied, [1, 2, 3, 4]);
});

test("Catches up over several pages and applies them at once", async () => {
  const server = new Server();
  server.head = 250;
  const cursor = server.cursor();
  await cursor.catchUp();
  assert.deepEqual(
    server.applied,
    Array.from({ length: 250 }, (_, index) => index + 1),
  );
  assert.deepEqual([server.startedOver, server.turns], [0, 1]);
});

test("Starts over instead of replaying a long past", async () => {
  const server = new Server();
  server.head = 5000;
  const cursor = server.cursor();
  await cursor.catchUp();
  assert.deepEqual([server.startedOver, cursor.position, server.applied], [1, 5000, []]);
  await cursor.offer(item(5001));
  assert.deepEqual(server.applied, [5001]);
});

test("Skips nothing when the feed cannot be read, and goes on later", async () => {
  const server = new Server();
  const cursor = server.cursor();
  server.head = 3;
  server.fails = true;
  await assert.rejects(cursor.offer(item(3)));
  assert.equal(cursor.position, 0);
  server.fails = false;
  await cursor.catchUp();
  assert.deepEqual(server.applied, [1, 2, 3]);
});
