import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import Provider from 'oidc-provider'

/** Who is signed in at the provider, as it tells others of them. */
export interface ProviderPerson {
  sub: string
  email: string
  email_verified: boolean
  name: string
}

/** A real OpenID provider on loopback, whose sign-in page says yes by itself for whoever is set. */
export interface TestProvider {
  issuer: string
  /** The settings of a server that people sign in to by it. */
  env: Record<string, string>
  /** Who comes next; null says no. */
  person: ProviderPerson | null
  /** Changes what stands in the ID token, which is signed anew with the provider's own key. */
  forge: ((claims: Record<string, unknown>) => object) | null
  /** What every authorization request asked. */
  asked: URLSearchParams[]
  stop(): Promise<void>
}

export async function startProvider(port: number, redirectUri: string): Promise<TestProvider> {
  const issuer = `http://127.0.0.1:${port}`
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const people = new Map<string, ProviderPerson>()
  const client = { client_id: 'bedside', client_secret: 'a secret for the tests, of no use' }
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [redirectUri], id_token_signed_response_alg: 'ES256' }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'test' }] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['of no use'] },
    findAccount: (_ctx: unknown, sub: string) => ({ accountId: sub, claims: () => people.get(sub) }),
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
  })

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    if (url.pathname === '/auth') state.asked.push(url.searchParams)
    if (url.pathname.startsWith('/interaction/')) return void answer(request, response)
    if (url.pathname === '/token' && state.forge) resign(response, state.forge)
    provider.callback()(request, response)
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { prompt, params, session } = await provider.interactionDetails(request, response)
    const { person } = state
    if (!person) return provider.interactionFinished(request, response, { error: 'access_denied' })
    people.set(person.sub, person)
    if (prompt.name === 'login') {
      return provider.interactionFinished(request, response, { login: { accountId: person.sub } })
    }
    const grant = new provider.Grant({ accountId: session?.accountId, clientId: params.client_id })
    grant.addOIDCScope('openid email profile')
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
  }

  /** Puts another ID token into the answer that is about to be written. */
  function resign(response: ServerResponse, change: (claims: Record<string, unknown>) => object): void {
    const end = response.end.bind(response) as (body: string) => ServerResponse
    response.end = ((body: string | Buffer) => {
      const tokens = JSON.parse(String(body)) as { id_token: string }
      const [head = '', payload = ''] = tokens.id_token.split('.')
      const claims = change(JSON.parse(Buffer.from(payload, 'base64url').toString()))
      const signed = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
      const code = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      const changed = JSON.stringify({ ...tokens, id_token: `${signed}.${code.toString('base64url')}` })
      response.setHeader('content-length', Buffer.byteLength(changed))
      return end(changed)
    }) as ServerResponse['end']
  }

  const state: TestProvider = {
    issuer,
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: client.client_id,
      OIDC_CLIENT_SECRET: client.client_secret,
      OIDC_NAME: 'Clinic Login',
    },
    person: null,
    forge: null,
    asked: [],
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return state
}
