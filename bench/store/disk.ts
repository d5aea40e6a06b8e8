import { closeSync, fdatasyncSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const BLOCK = Buffer.alloc(4096, 0x5a)
/** Blocks that are written over and over, as a write-ahead log is. */
const BLOCKS = 1024

/** How often a second 4 kB are written and synced in `folder`, one after the other, for `ms`. */
export function syncRate(folder: string, ms: number): number {
  const path = join(folder, 'sync-rate')
  const fd = openSync(path, 'w')
  try {
    for (let at = 0; at < BLOCKS; at += 1) writeSync(fd, BLOCK, 0, BLOCK.length, at * BLOCK.length)
    fsyncSync(fd)
    const begin = performance.now()
    let synced = 0
    while (performance.now() - begin < ms) {
      writeSync(fd, BLOCK, 0, BLOCK.length, (synced % BLOCKS) * BLOCK.length)
      fdatasyncSync(fd)
      synced += 1
    }
    return (synced * 1000) / (performance.now() - begin)
  } finally {
    closeSync(fd)
    rmSync(path)
  }
}
