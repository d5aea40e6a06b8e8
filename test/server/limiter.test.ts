import { describe, expect, test } from 'vitest'
import { ChatError } from '../../protocol/errors.ts'
import { createLimiter, openLimits } from '../../server/limits.ts'

describe('the limits', () => {
  test('let a refused message through after the time that was named', async () => {
    const limiter = createLimiter({ ...openLimits, chatMessages: { perSecond: 1, burst: 1 } })
    await limiter.message('chat', 'network')
    const refused = await limiter.message('chat', 'network').catch((error: unknown) => error)
    if (!(refused instanceof ChatError)) throw new Error('not refused')
    await new Promise((resolve) => setTimeout(resolve, refused.details.retryAfterMs))
    await limiter.message('chat', 'network')
  })

  test('count the messages of all chats of one network together, and networks apart', async () => {
    const limiter = createLimiter({ ...openLimits, networkMessages: { perSecond: 1, burst: 3 } })
    for (const chat of ['a', 'b', 'c']) await limiter.message(chat, 'here')
    await expect(limiter.message('d', 'here')).rejects.toMatchObject({ code: 'too-fast' })
    await limiter.message('e', 'there')
  })

  test('count the searches of one person, in all of their windows, and people apart', async () => {
    const limiter = createLimiter({ ...openLimits, searches: { perSecond: 1, burst: 3 } })
    for (let i = 0; i < 3; i += 1) await limiter.search('ana')
    await expect(limiter.search('ana')).rejects.toMatchObject({ code: 'too-fast' })
    await limiter.search('ben')
  })

  test('stop a network that connects over and over, and count connections of all networks', async () => {
    const limiter = createLimiter({ ...openLimits, handshakesPerNetwork: 10, sockets: 1 })
    for (let i = 0; i < 10; i += 1) expect(await limiter.handshake('here')).toBe(true)
    expect(await limiter.handshake('here')).toBe(false)
    expect(await limiter.handshake('there')).toBe(true)
    const ended = limiter.connected('there')
    expect(await limiter.handshake('elsewhere')).toBe(false)
    ended()
    expect(await limiter.handshake('elsewhere')).toBe(true)
  })
})
