import { installFromDebian } from './debian.ts'
import { hasTool } from './ensure-tools.ts'
import { findPostgres } from './postgres-binaries.ts'

/**
 * The PostgreSQL and Redis servers that the tests start for themselves: what is installed, or Debian's packages installed
 * now, where this account may. Without one the tests that need it do not run, and say so.
 */
const SERVICES = [
  { name: 'postgresql', there: () => findPostgres() !== null },
  { name: 'redis-server', there: () => hasTool('redis-server') },
]

for (const { name, there } of SERVICES) {
  if (!there()) installFromDebian(name)
  if (!there()) console.warn(`There is no ${name} here: what rests on one is NOT TESTED.`)
}
