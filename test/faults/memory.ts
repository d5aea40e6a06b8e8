import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** A folder for files that need not outlive a cut of the machine's own power, and that are made and read many times. */
export const memory = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir())
