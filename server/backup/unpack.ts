import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import type { Keyring } from '../store/seal.ts'
import { type Header, unpack } from './packed.ts'

/** Takes what is in a backup out into a new file. Throws as `unpack` does, and leaves no file then. */
export function unpackTo(file: string, backup: string, ring: Keyring): Header {
  rmSync(file, { force: true })
  const out = openSync(file, 'wx', 0o600)
  try {
    return unpack(backup, 'backup', ring, (piece) => {
      for (let done = 0; done < piece.length; ) done += writeSync(out, piece, done)
    })
  } catch (error) {
    rmSync(file)
    throw error
  } finally {
    closeSync(out)
  }
}
