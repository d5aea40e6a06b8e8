import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { FromClients, ToClients, Told } from './client-messages.ts'
import type { Testimony } from './clients.ts'

/** A process of visitors and staff. */
export interface ClientProcess {
  /** Resolves when it is done; rejects when it failed. Told while the process is stopped, it is done when that goes on. */
  tell(message: Exclude<ToClients, { type: 'report' }>): Promise<void>
  report(): Promise<(Testimony & Pick<Told, 'setbacks'>)[]>
  signal(signal: NodeJS.Signals): void
  end(): Promise<void>
}

export function startClients(tree: string): ClientProcess {
  const child: ChildProcess = spawn(process.execPath, [join(tree, 'test/faults/client-child.ts')], {
    cwd: tree,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  /** One at a time: answers come in the order of what was told. */
  let last: Promise<unknown> = Promise.resolve()

  function ask(message: ToClients): Promise<FromClients> {
    const answered = last.then(async () => {
      child.send(message)
      const [answer] = (await once(child, 'message')) as [FromClients]
      if (answer.type === 'failed') throw new Error(answer.message)
      return answer
    })
    last = answered.catch(() => {})
    return answered
  }

  return {
    async tell(message) {
      await ask(message)
    },
    async report() {
      const answer = await ask({ type: 'report' })
      if (answer.type !== 'report') throw new Error('the clients told something else')
      return answer.ends.map(({ acked, views, ...end }) => ({ ...end, acked: new Map(acked), views: () => views }))
    },
    signal: (signal) => void child.kill(signal),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
