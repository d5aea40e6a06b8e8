import { existsSync } from 'node:fs'
import { installFromDebian } from './debian.ts'

/**
 * The second browser that the tests drive: `FIREFOX_PATH`, or the system's Firefox, or Debian's package installed now, where
 * this account may. Ends with a plain sentence when there is none.
 */
const KNOWN = ['/usr/bin/firefox-esr', '/usr/bin/firefox']

/** Path of a Firefox, or null. */
export function findFirefox(): string | null {
  const named = process.env.FIREFOX_PATH
  if (named) return existsSync(named) ? named : null
  return KNOWN.find((path) => existsSync(path)) ?? null
}

if (import.meta.main && !findFirefox()) {
  installFromDebian('firefox-esr')
  if (!findFirefox()) {
    console.error('The tests need Firefox. Install it, or set FIREFOX_PATH, and try again.')
    process.exit(1)
  }
}
