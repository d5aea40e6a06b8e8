import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diskTrouble, type Hurt, unharmed } from './disk-trouble.ts'
import type { Fault } from './fault.ts'
import { smallDisk } from './small-disk.ts'

const DISK_MB = 4
/** What is taken away to make room, bytes. */
const BALLAST = 1_500_000
/** Where nothing may be mounted: how long a file may get, bytes. */
const LIMIT = 1_500_000

export const fault: Fault = {
  id: 'F9',
  about: 'the disk fills up while 20 visitors write, and gets room again',
  async run({ tree, tell }) {
    const disk = smallDisk(DISK_MB)
    if (!disk) tell('this account may not mount a disk: files are limited in their length instead')
    const found = disk ? await onSmallDisk(tree, disk.folder).finally(disk.remove) : await withLimit(tree)
    return { figures: { by: disk ? `tmpfs of ${DISK_MB} MB` : 'prlimit --fsize', ...found }, goals: unharmed(found) }
  },
}

function onSmallDisk(tree: string, folder: string) {
  const ballast = join(folder, 'ballast')
  writeFileSync(ballast, Buffer.alloc(BALLAST))
  /** The visitors fill it by themselves. */
  const hurt: Hurt = async () => () => rmSync(ballast)
  return diskTrouble({ tree, dataDir: folder }, hurt)
}

async function withLimit(tree: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'bedside-full-'))
  const hurt: Hurt = async (pid) => () => {
    execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:unlimited'])
  }
  try {
    return await diskTrouble({ tree, dataDir, under: ['prlimit', `--fsize=${LIMIT}:unlimited`] }, hurt)
  } finally {
    rmSync(dataDir, { recursive: true })
  }
}
