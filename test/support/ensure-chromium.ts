import { existsSync } from 'node:fs'
import { installFromDebian } from './debian.ts'

/**
 * The browser that the tests drive: `CHROMIUM_PATH`, or the system's Chromium or Chrome, or Debian's package installed
 * now, where this account may. Ends with a plain sentence when there is none.
 */
const KNOWN = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/** Path of a browser, or null. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH
  if (named) return existsSync(named) ? named : null
  return KNOWN.find((path) => existsSync(path)) ?? null
}

if (import.meta.main && !findChromium()) {
  installFromDebian('chromium')
  if (!findChromium()) {
    console.error('The tests need Chromium. Install it, or set CHROMIUM_PATH to a Chromium or Chrome, and try again.')
    process.exit(1)
  }
}
