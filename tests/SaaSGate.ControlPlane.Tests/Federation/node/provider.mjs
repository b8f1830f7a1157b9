// A real identity provider for tests: the npm package oidc-provider over HTTPS on loopback. Reads one job from standard input's first line,
// {"certificate","key","clients":[…],"people":{address:{claims}},"port"?}, writes {"port"} once it listens, and ends when standard input does. Whoever is
// hinted at signs in by themselves; the address deny@… refuses. The package is of the portal's node_modules, given as the only argument.
import { createServer } from 'node:https';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const resolved = createRequire(`${process.argv[2]}/`).resolve('oidc-provider');
const { default: Provider } = await import(pathToFileURL(resolved).href);
const lines = createInterface({ input: process.stdin });
const [first] = await once(lines, 'line');
const job = JSON.parse(first);
lines.on('close', () => process.exit(0));

const server = createServer({ cert: job.certificate, key: job.key });
server.listen(job.port ?? 0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();
const provider = new Provider(`https://localhost:${port}`, {
  clients: job.clients,
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
  scopes: ['openid', 'email', 'profile', 'groups'],
  cookies: { keys: ['only-for-tests'] },
  // The portal of a test is on this machine, which the package's own fetch refuses to call. It may take longer to answer than the package waits.
  fetch: (url, { dispatcher: _, signal: __, ...options }) => fetch(url, options),
  features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
  pkce: { required: () => true },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...job.people[id] }),
  }),
});

provider.use(async (context, next) => {
  if (!context.path.startsWith('/interaction/')) return next();
  const { params, prompt, session } = await provider.interactionDetails(context.req, context.res);
  if (params.login_hint?.startsWith('deny@')) {
    await provider.interactionFinished(context.req, context.res, { error: 'access_denied' }, { mergeWithLastSubmission: false });
  } else if (prompt.name === 'login') {
    await provider.interactionFinished(context.req, context.res, { login: { accountId: params.login_hint } }, { mergeWithLastSubmission: false });
  } else {
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    await provider.interactionFinished(context.req, context.res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
  }
  context.respond = false;
});

server.on('request', provider.callback());
console.log(JSON.stringify({ port }));
