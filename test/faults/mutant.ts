import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A piece of a source file, and what stands in its place in the copy. */
export interface Change {
  file: string
  from: string
  to: string
}

const COPIED = [
  'client',
  'faq',
  'protocol',
  'scripts',
  'server',
  'staff',
  'test',
  'widget',
  'package.json',
  'tsconfig.json',
]
const LINKED = ['dist', 'node_modules']

/** Runs `work` on a copy of the sources in `tree` that has `changes` in it. Throws when a piece to change is not there exactly once. */
export async function withMutant<T>(tree: string, changes: Change[], work: (copy: string) => Promise<T>): Promise<T> {
  const copy = mkdtempSync(join(tmpdir(), 'bedside-mutant-'))
  try {
    for (const name of COPIED) cpSync(join(tree, name), join(copy, name), { recursive: true })
    for (const name of LINKED) symlinkSync(join(tree, name), join(copy, name))
    for (const change of changes) make(copy, change)
    return await work(copy)
  } finally {
    rmSync(copy, { recursive: true })
  }
}

function make(copy: string, { file, from, to }: Change): void {
  const path = join(copy, file)
  const source = readFileSync(path, 'utf8')
  const [before = '', after, ...more] = source.split(from)
  if (after === undefined || more.length > 0) {
    throw new Error(`${file} does not hold this exactly once, so the bug cannot be put in:\n${from}`)
  }
  writeFileSync(path, before + to + after)
}
