import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readConfig } from '../server/config.ts'
import { AccountError } from '../server/people.ts'
import { listStaff, resetStaff } from '../server/staff-command.ts'

/**
 * For who cannot sign in any more, from the server's own terminal: `--list` shows the accounts, `--reset E-MAIL` prints a link to a
 * new password, removes second factor and passkeys and signs the person out. The server may be running.
 */
async function main(): Promise<number> {
  // What is written from here on is readable by its owner alone.
  process.umask(0o077)
  const { values } = parseArgs({ options: { list: { type: 'boolean' }, reset: { type: 'string' } } })
  if (!values.list && values.reset === undefined) {
    console.log('npm run staff -- --list\nnpm run staff -- --reset ana@clinic.example')
    return 1
  }
  const config = readConfig(process.env)
  if (config.databaseUrl === null && !existsSync(config.dataDir)) {
    console.error(`There is no folder ${config.dataDir}. Set DATA_DIR as it is set for the server.`)
    return 1
  }
  if (values.reset !== undefined) {
    const { name, link, lockedOut } = await resetStaff(config, values.reset)
    console.log(
      `${name} is signed out everywhere and has no second factor and no passkey now. New password (works once, for an hour):`,
    )
    console.log(`\n  ${link}\n`)
    if (lockedOut) console.log(`${name} is locked out: an admin has to let them in before they can sign in.`)
    return 0
  }
  const people = await listStaff(config)
  if (people.length === 0) console.log('There are no accounts. Start the server: it prints a link for the first one.')
  for (const { email, name, role, lockedOut, secondFactor } of people) {
    const more = [secondFactor ? 'second factor' : 'no second factor', ...(lockedOut ? ['locked out'] : [])]
    console.log(`${email}  ${name}  ${role}  ${more.join(', ')}`)
  }
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  const unknown = error instanceof AccountError && error.code === 'not-found'
  console.error(
    unknown
      ? 'No account has this address. See --list.'
      : `Nothing was done. ${error instanceof Error ? error.message : error}`,
  )
  process.exitCode = 1
}
