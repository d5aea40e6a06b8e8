import type { Person } from '../protocol/access.ts'
import { recordBeside } from './audit/beside.ts'
import { type Auth, openAuth, type SharedAuth } from './auth.ts'
import type { Config } from './config.ts'
import { alone, openPool } from './nodes/database.ts'
import { secretsInMemory } from './one-time.ts'
import { sessionSecret } from './secrets.ts'

/** What the terminal does with staff accounts, by the settings that the server goes by. Both reject with the database's error. */

type Settings = Pick<Config, 'dataDir' | 'databaseUrl' | 'publicUrl'>

export const listStaff = (settings: Settings): Promise<Person[]> =>
  withAccounts(settings, async ({ people }) => (await people.page()).people)

/** Rejects with AccountError `not-found` for an address that has no account. */
export const resetStaff = (
  settings: Settings,
  email: string,
): Promise<{ name: string; link: string; lockedOut: boolean }> =>
  withAccounts(settings, async ({ people }) => {
    const person = (await people.page()).people.find((each) => each.email === email.toLowerCase())
    // Before it is done: what cannot be written down is not done.
    if (person) {
      await recordBeside(settings, { what: 'account-changed', who: null, which: person.id, detail: 'reset' })
    }
    const { secret, name, lockedOut } = await people.reset(email)
    return { name, lockedOut, link: new URL(`/staff#/new-password/${secret}`, settings.publicUrl).href }
  })

/** The accounts, beside a server that may be running: its sockets notice within seconds what ended. */
async function withAccounts<T>(
  { dataDir, databaseUrl, publicUrl }: Settings,
  work: (auth: Auth) => Promise<T>,
): Promise<T> {
  const secret = await sessionSecret(dataDir)
  if (databaseUrl === null) {
    const auth = await openAuth({ dataDir, publicUrl, secret })
    return work(auth).finally(() => auth.close())
  }
  const accounts = openPool(databaseUrl, {
    max: 1,
    onConnect: (client) => client.query('SET search_path TO bedside').then(() => {}),
  })
  const shared: SharedAuth = {
    accounts,
    tickets: secretsInMemory(1),
    alone: (inTurn) => alone(databaseUrl, inTurn),
  }
  try {
    return await work(await openAuth({ dataDir, publicUrl, secret, shared }))
  } finally {
    await accounts.end()
  }
}
