import { expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'

const ALL = { OIDC_ISSUER: 'https://login.example/realms/clinic/', OIDC_CLIENT_ID: 'bedside', OIDC_CLIENT_SECRET: 'x' }

test('the provider’s settings go together, and its address is one that nobody on the way can read', () => {
  expect(readConfig({}).provider).toBe(null)
  expect(readConfig(ALL).provider).toEqual({
    issuer: 'https://login.example/realms/clinic',
    clientId: 'bedside',
    clientSecret: 'x',
    name: 'your work account',
  })
  expect(readConfig({ ...ALL, OIDC_ISSUER: 'http://127.0.0.1:9000' }).provider?.issuer).toBe('http://127.0.0.1:9000')
  for (const name of Object.keys(ALL)) {
    expect(() => readConfig({ ...ALL, [name]: '' })).toThrow(/go together/)
  }
  for (const issuer of ['http://login.example', 'https://login.example/?x', 'login.example', 'ftp://login.example']) {
    expect(() => readConfig({ ...ALL, OIDC_ISSUER: issuer }), issuer).toThrow('The setting OIDC_ISSUER is wrong')
  }
})
