// A real SAML provider for tests: the npm package samlp over HTTPS on loopback. Reads one job from standard input's first line,
// {"tls":{"certificate","key"},"signing":{"certificate","key"},"issuer","people":{id:{…}}}, writes {"port"} once it listens, and ends when standard input
// does. Whom the cookie `person` names is signed in there; without it, the provider refuses. The path /sso/<what> says what is signed: assertion, response or
// both. The package is of the portal's node_modules, given as the only argument.
import { createServer } from 'node:https';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const samlp = createRequire(`${process.argv[2]}/`)('samlp');
const lines = createInterface({ input: process.stdin });
const [first] = await once(lines, 'line');
const job = JSON.parse(first);
lines.on('close', () => process.exit(0));

const signing = { issuer: job.issuer, cert: job.signing.certificate, key: job.signing.key };
const metadata = samlp.metadata({ ...signing, redirectEndpointPath: '/sso/both', postEndpointPath: '/sso/both' });

function signIn(request, response, next) {
  samlp.parseRequest(request, (failure, asked) => {
    if (failure || !asked) return next(failure);
    const [, person] = /(?:^|; )person=([^;]+)/.exec(request.headers.cookie ?? '') ?? [];
    const what = request.path.split('/')[2];
    const options = {
      ...signing,
      RelayState: request.query.RelayState,
      inResponseTo: asked.id,
      destination: asked.assertionConsumerServiceURL,
      recipient: asked.assertionConsumerServiceURL,
      nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      sessionIndex: `_session-${person}`,
      signAssertion: what !== 'response',
      signResponse: what !== 'assertion',
      getUserFromRequest: () => job.people[person],
      error: { code: 'urn:oasis:names:tc:SAML:2.0:status:AuthnFailed', description: 'Nobody is signed in here.' },
    };
    const to = asked.assertionConsumerServiceURL;
    if (job.people[person]) samlp.auth({ ...options, getPostURL: (_audience, _dom, _request, done) => done(null, to) })(request, response, next);
    else samlp.sendError({ ...options, getPostURL: (_request, done) => done(null, to) })(request, response, next);
  });
}

// What the package takes from Express, and no more.
const server = createServer({ cert: job.tls.certificate, key: job.tls.key }, (request, response) => {
  const address = new URL(request.url, `https://${request.headers.host}`);
  Object.assign(request, { query: Object.fromEntries(address.searchParams), path: address.pathname, originalUrl: request.url, protocol: 'https' });
  response.set = (name, value) => response.setHeader(name, value);
  response.send = (status, body) => {
    if (typeof status === 'number') response.statusCode = status;
    response.end(String(typeof status === 'number' ? (body ?? '') : status));
  };
  const next = (failure) => response.send(500, failure);
  if (address.pathname === '/metadata') metadata(request, response);
  else signIn(request, response, next);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(JSON.stringify({ port: server.address().port }));
