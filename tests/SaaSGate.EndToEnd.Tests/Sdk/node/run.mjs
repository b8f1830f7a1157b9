// Plays scenarios with the official TypeScript SDK. Reads one job from standard input, {"baseUrl","apiKey","scenarios":[…]}, and writes a JSON line
// {"name","outcome"} for each scenario. The SDK is the one of the portal's node_modules, given as the only argument.
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const { default: Anthropic } = createRequire(`${process.argv[2]}/`)('@anthropic-ai/sdk');
const job = JSON.parse(await text(process.stdin));

const calls = {
  async create(client, request, _scenario, outcome) {
    outcome.message = await client.messages.create(request);
    outcome.requestId = outcome.message._request_id;
  },

  async stream(client, request, scenario, outcome) {
    outcome.events = [];
    for await (const event of await client.messages.create({ ...request, stream: true })) {
      outcome.events.push(event);
      if (outcome.events.length === scenario.leaveAfter) return;
    }
  },

  async collect(client, request, _scenario, outcome) {
    outcome.message = await client.messages.stream(request).finalMessage();
  },

  async converse(client, request, scenario, outcome) {
    const first = (outcome.message = await client.messages.create(request));
    const call = first.content.find((block) => block.type === 'tool_use');
    const answer = scenario.toolResult == null
      ? scenario.reply
      : [{ type: 'tool_result', tool_use_id: call.id, content: scenario.toolResult }];
    const messages = [...request.messages, { role: 'assistant', content: first.content }, { role: 'user', content: answer }];
    outcome.next = await client.messages.create({ ...request, messages });
  },

  async count(client, { max_tokens: _, ...request }, _scenario, outcome) {
    outcome.count = await client.messages.countTokens(request);
  },

  async models(client, _request, _scenario, outcome) {
    outcome.models = (await client.models.list()).data;
  },
};

for (const scenario of job.scenarios) {
  const client = new Anthropic({ baseURL: job.baseUrl, apiKey: job.apiKey, authToken: null, maxRetries: scenario.retries ?? 0, logLevel: 'off' });
  const outcome = {};
  try {
    await calls[scenario.call](client, scenario.request, scenario, outcome);
  } catch (error) {
    if (!(error instanceof Anthropic.AnthropicError)) throw error;
    outcome.error = {
      class: error.constructor.name,
      status: error.status,
      type: error.type,
      message: error.message,
      body: error.error,
      requestId: error.requestID,
    };
  }
  process.stdout.write(`${JSON.stringify({ name: scenario.name, outcome })}\n`);
}
