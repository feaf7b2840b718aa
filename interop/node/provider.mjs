// The certified OpenID provider `oidc-provider`, strict as for a native app: a public client, PKCE required, a
// private-use scheme, refresh tokens that rotate, `iss` in every callback. It signs anybody in; who signs in as `ID` is
// the patient `ID`. Orders come as one line of JSON in argv; it serves until standard input is closed.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import Provider from 'oidc-provider';

const { port, client, redirect, resourceServer } = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const patient = (account) => `Patient/${account}`;

const provider = new Provider(issuer, {
  jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256', kid: '1' }] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  clients: [
    {
      client_id: client,
      application_type: 'native',
      redirect_uris: [redirect],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    {
      client_id: resourceServer.id,
      client_secret: resourceServer.secret,
      redirect_uris: [],
      grant_types: [],
      response_types: [],
    },
  ],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  scopes: ['openid', 'offline_access', 'fhirUser', 'launch/patient', 'patient/*.read'],
  claims: { openid: ['sub'], fhirUser: ['fhirUser'] },
  // The wallet asks no UserInfo for what belongs into the ID token.
  conformIdTokenClaims: false,
  features: {
    devInteractions: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true },
  },
  ttl: { AccessToken: 300, IdToken: 300, RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600 },
  findAccount: (_, account) => ({
    accountId: account,
    claims: () => ({ sub: account, fhirUser: patient(account) }),
  }),
  // What a resource server learns of a token by introspection (RFC 7662).
  extraTokenClaims: (_, token) => ({ patient: token.accountId }),
});

provider.on('server_error', (_, error) => console.error(error));
const server = provider.listen(port, '127.0.0.1', () => console.log(issuer));
process.stdin.on('end', () => {
  server.close();
  server.closeAllConnections();
});
process.stdin.resume();
