import type { FromServer, ToServer } from './child.ts'

/** The measured end of {@link startMeasured}: says where it listens, then answers until it is told to stop. */
export function measured(url: string, stop: () => Promise<void>): void {
  const tell = (message: FromServer): void => {
    process.send?.(message)
  }
  const serve = async (message: ToServer): Promise<void> => {
    if (message.ask === 'stop') {
      await stop()
      process.disconnect()
      return
    }
    // a second time, for what the first one's finalisers let go
    if (message.collected) for (let i = 0; i < 2; i += 1) globalThis.gc?.()
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed } = process.memoryUsage()
    tell({ usage: { cpuMs: (user + system) / 1000, rss, heapUsed } })
  }
  process.on('message', (message: ToServer) => void serve(message))
  tell({ url })
}
