import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { HubConnectionState } from "@microsoft/signalr";
import type { FeedItem } from "./feed-cursor.ts";
import { LiveConnection, type Hub } from "./live-connection.ts";

const item = (position: number): FeedItem => ({ position, kind: "SkillChanged", subject: "skl_1", payload: {} });

/** A hub and a feed that fail when told to. */
class Server {
  state = HubConnectionState.Disconnected;
  head = 0;
  feedFails = false;
  reads = 0;
  checks = 0;
  readonly states: string[] = [];
  readonly taken: number[] = [];
  readonly asked: string[] = [];
  #notices = new Map<string, (...parts: never[]) => void>();
  #reconnecting: () => void = () => undefined;
  #reconnected: () => void = () => undefined;
  #closed: () => void = () => undefined;
  startFails = false;

  readonly hub: Hub = Object.defineProperty(
    {
      state: HubConnectionState.Disconnected,
      start: () => {
        if (this.startFails) return Promise.reject(new Error("refused"));
        this.state = HubConnectionState.Connected;
        return Promise.resolve();
      },
      stop: () => Promise.resolve(),
      on: (name: string, handler: (...parts: never[]) => void) => void this.#notices.set(name, handler),
      invoke: <T>(method: string, id: string) => {
        this.asked.push(`${method} ${id}`);
        return Promise.resolve(undefined as T);
      },
      onreconnecting: (handler: () => void) => void (this.#reconnecting = handler),
      onreconnected: (handler: () => void) => void (this.#reconnected = handler),
      onclose: (handler: () => void) => void (this.#closed = handler),
    },
    "state",
    { get: () => this.state },
  );

  readonly live = new LiveConnection({
    hub: this.hub,
    start: 0,
    readFeed: (after, limit) => {
      this.reads++;
      if (this.feedFails) return Promise.reject(new Error("503"));
      return Promise.resolve({ items: Array.from({ length: Math.min(limit, this.head - after) }, (_, index) => item(after + 1 + index)) });
    },
    startOver: () => Promise.resolve(this.head),
    checkSignIn: () => this.checks++,
  });

  constructor(context: TestContext) {
    context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
    this.live.subscribeStatus(() => this.states.push(this.live.status.state));
    this.live.subscribeFeed((items) => this.taken.push(...items.map(({ position }) => position)));
  }

  async open(): Promise<void> {
    this.live.open();
    await settled();
  }

  async push(position: number): Promise<void> {
    this.#notices.get("FeedAdvanced")?.(item(position) as never);
    await settled();
  }

  async drop(): Promise<void> {
    this.state = HubConnectionState.Reconnecting;
    this.#reconnecting();
    await settled();
  }

  async comeBack(): Promise<void> {
    this.state = HubConnectionState.Connected;
    this.#reconnected();
    await settled();
  }

  async close(): Promise<void> {
    this.state = HubConnectionState.Disconnected;
    this.#closed();
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function pass(context: TestContext, ms: number): Promise<void> {
  context.mock.timers.tick(ms);
  await settled();
}

test("Is live only once the feed has been read to its head", async (context) => {
  const server = new Server(context);
  server.head = 3;
  server.feedFails = true;
  await server.open();
  assert.equal(server.live.status.state, "connecting");
  server.feedFails = false;
  await pass(context, 5_000);
  assert.deepEqual([server.live.status.state, server.taken], ["live", [1, 2, 3]]);
});

test("Comes back to live by itself when a read failed and the hub stayed connected", async (context) => {
  const server = new Server(context);
  await server.open();
  server.head = 3;
  server.feedFails = true;
  await server.push(3);
  assert.equal(server.live.status.state, "lost");
  for (let round = 0; round < 5; round++) await pass(context, 5_000);
  assert.equal(server.live.status.state, "lost");
  server.feedFails = false;
  await pass(context, 5_000);
  assert.deepEqual([server.live.status.state, server.taken], ["live", [1, 2, 3]]);
});

test("Tries again quickly at first and then every five seconds", async (context) => {
  const server = new Server(context);
  await server.open();
  server.feedFails = true;
  server.head = 2;
  await server.push(2);
  const before = server.reads;
  await pass(context, 500);
  assert.equal(server.reads, before + 1);
  for (let round = 0; round < 4; round++) await pass(context, 5_000);
  const later = server.reads;
  await pass(context, 4_999);
  assert.equal(server.reads, later);
  await pass(context, 1);
  assert.equal(server.reads, later + 1);
});

test("Makes a lost notice good by itself", async (context) => {
  const server = new Server(context);
  await server.open();
  server.head = 2;
  await pass(context, 15_000);
  assert.deepEqual(server.taken, [1, 2]);
  server.head = 3;
  await pass(context, 15_000);
  assert.deepEqual([server.taken, server.states.includes("lost")], [[1, 2, 3], false]);
});

test("Says that it is lost when looking again fails, and not before", async (context) => {
  const server = new Server(context);
  await server.open();
  server.feedFails = true;
  await pass(context, 14_999);
  assert.equal(server.live.status.state, "live");
  await pass(context, 1);
  assert.equal(server.live.status.state, "lost");
});

test("Catches up after a reconnect without gap or repeat, and watches again", async (context) => {
  const server = new Server(context);
  await server.open();
  let told = 0;
  server.live.watch("ses_1", (event) => (told += event === null ? 1 : 0));
  await server.push(1);
  await server.drop();
  assert.equal(server.live.status.state, "lost");
  server.head = 4;
  await server.comeBack();
  await server.push(4);
  assert.deepEqual([server.live.status.state, server.taken, server.checks], ["live", [1, 2, 3, 4], 1]);
  assert.deepEqual([server.asked, told], [["Watch ses_1", "Watch ses_1"], 2]);
});

test("Reads nothing while the hub is away, and starts anew when it was closed", async (context) => {
  const server = new Server(context);
  await server.open();
  await server.drop();
  const before = server.reads;
  await pass(context, 60_000);
  assert.equal(server.reads, before);
  server.startFails = true;
  await server.close();
  await pass(context, 5_000);
  assert.deepEqual([server.live.status.state, server.checks], ["lost", 2]);
  server.startFails = false;
  await pass(context, 5_000);
  assert.equal(server.live.status.state, "live");
});

test("Does nothing more once it is closed", async (context) => {
  const server = new Server(context);
  await server.open();
  server.live.close();
  const before = server.reads;
  await pass(context, 60_000);
  assert.equal(server.reads, before);
});
