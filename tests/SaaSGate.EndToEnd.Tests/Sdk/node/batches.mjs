// Makes, lists and reads batches with the official TypeScript SDK. Reads one job from standard input, {"baseUrl","apiKey","act","id","requests"}, and
// writes what came of it as JSON. The SDK is the one of the portal's node_modules, given as the only argument.
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const { default: Anthropic } = createRequire(`${process.argv[2]}/`)('@anthropic-ai/sdk');
const job = JSON.parse(await text(process.stdin));
const { batches } = new Anthropic({ baseURL: job.baseUrl, apiKey: job.apiKey, authToken: null, maxRetries: 0, logLevel: 'off' }).messages;

async function all(list) {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

const acts = {
  create: () => batches.create({ requests: job.requests }),
  retrieve: () => batches.retrieve(job.id),
  list: () => all(batches.list({ limit: 1 })),
  results: async () => all(await batches.results(job.id)),
};

try {
  console.log(JSON.stringify({ value: await acts[job.act]() }));
} catch (error) {
  if (!(error instanceof Anthropic.APIError)) throw error;
  console.log(JSON.stringify({ error: { status: error.status, type: error.type, body: error.error } }));
}
