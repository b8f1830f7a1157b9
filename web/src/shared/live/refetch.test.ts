import assert from "node:assert/strict";
import { test } from "node:test";
import { QueryClient, QueryObserver } from "@tanstack/react-query";
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
