import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Installs one of Debian's packages, where this account may, saying so on stderr; does nothing elsewhere. Throws what apt throws. */
export function installFromDebian(name: string): void {
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!mayInstall) return
  process.stderr.write(`The tests need ${name}. Installing the Debian package.\n`)
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  } satisfies Parameters<typeof execFileSync>[2]
  execFileSync('apt-get', ['update', '-q'], options)
  execFileSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', name], options)
}
