import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installFromDebian } from './debian.ts'

/** Whether a command is there. */
export function hasTool(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/**
 * Sees to it that a command is there that tests need: installs Debian's package of that name, where this account may. Throws
 * with a plain sentence where it is still missing: what needs it did not run then.
 */
export function ensureTool(name: string): void {
  if (hasTool(name)) return
  installFromDebian(name)
  if (!hasTool(name))
    throw new Error(`${name} is not here, and this test cannot run without it. Install it and try again.`)
}
