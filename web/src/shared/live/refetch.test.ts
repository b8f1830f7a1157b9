import assert from "node:assert/strict";
import { test } from "node:test";
import { InfiniteQueryObserver, QueryClient, QueryObserver } from "@tanstack/react-query";
import { refetch } from "./refetch.ts";

void test("fetches once more what was being loaded for the first time when something happened", async () => {
  const client = new QueryClient();
  let server = "live";
  let answer: () => void = () => undefined;
  const reads: string[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ["sessions", "ses_1"],
    queryFn: async () => {
      const read = server;
      reads.push(read);
      if (reads.length === 1) await new Promise<void>((resolve) => (answer = resolve));
      return read;
    },
  });
  const ended = new Promise<void>((resolve) => {
    observer.subscribe(({ data }) => {
      if (data === "ended") resolve();
    });
  });

  server = "ended";
  refetch(client, ["sessions"]);
  answer();
  await ended;

  assert.deepEqual(reads, ["live", "ended"]);
  client.clear();
});

void test("reads a list of several pages to its end however often something happens, and once more after that", async () => {
  const client = new QueryClient();
  const reads: number[] = [];
  let slow = false;
  let answer: () => void = () => undefined;
  let generation = 0;
  const observer = new InfiniteQueryObserver(client, {
    queryKey: ["sessions", "list"],
    queryFn: async ({ pageParam }) => {
      const page = { number: pageParam, read: generation };
      reads.push(pageParam);
      if (slow) await new Promise<void>((resolve) => (answer = resolve));
      return page;
    },
    initialPageParam: 0,
    getNextPageParam: ({ number }) => (number < 2 ? number + 1 : null),
  });
  const unsubscribe = observer.subscribe(() => undefined);
  await observer.refetch();
  await observer.fetchNextPage();
  await observer.fetchNextPage();
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const shown = (): number[] | undefined => observer.getCurrentResult().data?.pages.map(({ read }) => read);
  assert.deepEqual(shown(), [0, 0, 0]);

  slow = true;
  reads.length = 0;
  for (generation = 1; generation <= 3; generation++) {
    refetch(client, ["sessions"]);
    refetch(client, ["sessions"]);
    await settled();
    answer();
    await settled();
  }
  assert.deepEqual(
    [reads, shown()],
    [
      [0, 1, 2, 0],
      [1, 1, 2],
    ],
  );

  slow = false;
  answer();
  while (client.isFetching() > 0) await settled();
  assert.deepEqual(reads, [0, 1, 2, 0, 1, 2]);
  unsubscribe();
  client.clear();
});
