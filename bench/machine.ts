import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'

/** What a figure was found on. */
export interface Machine {
  cpu: string
  cores: number
  memoryGib: number
  /** Processes that were running or waiting to, over the last minute. Above the number of cores the times say little. */
  loadBefore: number
  node: string
  /** Versions of the packages that were measured. */
  versions: Record<string, string>
}

export function machine(packages: string[]): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: totalmem() / 2 ** 30,
    loadBefore: loadavg()[0] ?? 0,
    node: process.version,
    versions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
  }
}

function versionOf(name: string): string {
  const file = join(import.meta.dirname, '../node_modules', name, 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

export function machineLines({ cpu, cores, memoryGib, loadBefore, node, versions }: Machine): string[] {
  const packages = Object.entries(versions).map((entry) => entry.join(' '))
  return [
    `${cpu}, ${cores} cores, ${memoryGib.toFixed(1)} GiB; load ${loadBefore.toFixed(2)} before the start`,
    [`node ${node}`, ...packages].join(', '),
  ]
}
