import { parseArgs } from 'node:util'
import type { Bench } from './bench.ts'
import { consoleBench } from './console.ts'
import { crossNode } from './cross-node.ts'
import { hostCost } from './host-cost.ts'
import { idle } from './idle.ts'
import { match } from './match.ts'
import { replay } from './replay.ts'
import { sendAck } from './send-ack.ts'
import { signIn } from './sign-in.ts'
import { store } from './store.ts'

const BENCHES: Record<string, Bench> = {
  match,
  'send-ack': sendAck,
  idle,
  replay,
  'cross-node': crossNode,
  store,
  'host-cost': hostCost,
  'sign-in': signIn,
  console: consoleBench,
}

/** `npm run bench -- NAME`. A bench is no test: what it finds never makes it fail. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, runs: { type: 'string', default: '5' } },
  })
  const [name = ''] = positionals
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined
  const runs = Number(values.runs)
  if (!bench || !Number.isInteger(runs) || runs < 1) {
    const list = Object.entries(BENCHES).map(([id, { about }]) => `  ${id.padEnd(10)} ${about}`)
    process.stderr.write(`usage: npm run bench -- NAME [--json] [--runs N]\n${list.join('\n')}\n`)
    return name === '' ? 0 : 2
  }
  const { text, data } = await bench.run({ runs, tell: (line) => process.stderr.write(`${line}\n`) })
  process.stdout.write(values.json ? `${JSON.stringify(data, null, 2)}\n` : `${text}\n`)
  return 0
}

process.exitCode = await main()
