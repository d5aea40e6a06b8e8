import type { Step } from './disk-trace.ts'
import type { Random } from './random.ts'

/**
 * A disk that keeps what was synced, and of all else what it happens to keep. `apply` takes the steps of a trace one after the
 * other; `cut` says what may be found when the power comes back.
 */
export class CutDisk {
  /** Names as the running program sees them, and as they are sure to be found again. */
  #live = new Map<string, Inode>()
  #kept = new Map<string, Inode>()
  /** Changes of names that no sync of the folder has made sure of, oldest first. */
  #renames: { name: string; inode: Inode | null }[] = []

  /** `files` are there from the beginning, and safely so. */
  constructor(files = new Map<string, Buffer>()) {
    for (const [name, content] of files) {
      const inode = { kept: new Bytes(content), pending: [] }
      this.#live.set(name, inode)
      this.#kept.set(name, inode)
    }
  }

  apply(step: Step, at: number): void {
    switch (step.kind) {
      case 'create':
        if (!this.#live.has(step.file)) this.#name(step.file, { kept: new Bytes(), pending: [] })
        return
      case 'remove':
        this.#name(step.file, null)
        return
      case 'write':
      case 'truncate':
        this.#live.get(step.file)?.pending.push({ ...step, at })
        return
      case 'sync': {
        const inode = this.#live.get(step.file)
        if (inode) settle(inode, step.began)
        return
      }
      case 'sync-folder':
        for (const { name, inode } of this.#renames.splice(0)) rename(this.#kept, name, inode)
        return
      case 'said':
        return
    }
  }

  /** The files as they may be found after the power went. What was synced is whole; the rest is kept, dropped or torn by chance. */
  cut(random: Random): Map<string, Buffer> {
    const names = new Map(this.#kept)
    // Changes of a folder are journalled: of those that were not synced, the first few may have got through.
    const through = random.below(this.#renames.length + 1)
    for (const { name, inode } of this.#renames.slice(0, through)) rename(names, name, inode)
    const luck = random.pick(LUCK)
    return new Map([...names].map(([name, inode]) => [name, afterCut(inode, luck, random)]))
  }

  /** The files as they are when the program alone ends: the system keeps all that it was given. */
  now(): Map<string, Buffer> {
    return new Map([...this.#live].map(([name, inode]) => [name, withAll(inode)]))
  }

  #name(name: string, inode: Inode | null): void {
    rename(this.#live, name, inode)
    this.#renames.push({ name, inode })
  }
}

type Write = Extract<Step, { kind: 'write' }>
type Truncate = Extract<Step, { kind: 'truncate' }>
type Pending = (Write | Truncate) & { at: number }

interface Inode {
  kept: Bytes
  pending: Pending[]
}

/** What a disk does with what it was not told to sync: chances out of 1 that a write is kept whole, and that it is torn. */
interface Luck {
  whole: number
  torn: number
}

const LUCK: Luck[] = [
  { whole: 0, torn: 0 },
  { whole: 1, torn: 0 },
  { whole: 0.5, torn: 0 },
  { whole: 0.9, torn: 0.1 },
  { whole: 0.4, torn: 0.3 },
]

/** The piece that a disk writes whole or not at all, bytes. */
const SECTOR = 512

function rename(names: Map<string, Inode>, name: string, inode: Inode | null): void {
  if (inode) names.set(name, inode)
  else names.delete(name)
}

/** What was written before a sync began is on the disk once that ended. */
function settle(inode: Inode, began: number): void {
  const later = inode.pending.findIndex(({ at }) => at >= began)
  const done = inode.pending.splice(0, later < 0 ? inode.pending.length : later)
  for (const change of done) inode.kept.change(change)
}

function afterCut(inode: Inode, luck: Luck, random: Random): Buffer {
  const content = inode.kept.copy()
  for (const change of inode.pending) {
    const chance = random.next()
    if (chance < luck.whole) content.change(change)
    else if (chance < luck.whole + luck.torn && change.kind === 'write') {
      for (const piece of sectors(change)) if (random.next() < 0.5) content.change(piece)
    }
  }
  return content.bytes()
}

function withAll(inode: Inode): Buffer {
  const content = inode.kept.copy()
  for (const change of inode.pending) content.change(change)
  return content.bytes()
}

/** A write as the sectors get it. */
function sectors(write: Write): Write[] {
  const pieces: Write[] = []
  const end = write.offset + write.data.length
  for (let from = write.offset; from < end; ) {
    const to = Math.min(end, (Math.floor(from / SECTOR) + 1) * SECTOR)
    pieces.push({ ...write, offset: from, data: write.data.subarray(from - write.offset, to - write.offset) })
    from = to
  }
  return pieces
}

/** The content of a file, with room to grow. */
class Bytes {
  #buffer: Buffer
  #length: number

  constructor(content: Buffer = Buffer.alloc(0)) {
    this.#buffer = Buffer.from(content)
    this.#length = content.length
  }

  change(change: Write | Truncate): void {
    if (change.kind === 'truncate') this.#resize(change.size)
    else {
      this.#resize(Math.max(this.#length, change.offset + change.data.length))
      change.data.copy(this.#buffer, change.offset)
    }
  }

  copy(): Bytes {
    return new Bytes(this.bytes())
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  /** What is new is zero. */
  #resize(length: number): void {
    if (length > this.#buffer.length) {
      const roomy = Buffer.alloc(length * 2)
      this.bytes().copy(roomy)
      this.#buffer = roomy
    } else if (length < this.#length) this.#buffer.fill(0, length, this.#length)
    this.#length = length
  }
}
