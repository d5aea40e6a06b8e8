import { effect, type ReadonlySignal, untracked } from '@preact/signals'
import type { InboxRow } from '../../protocol/staff.ts'
import { type Stage, stageOf } from '../age.ts'
import { awaitedSince, needsPersonFirst } from '../inbox-view.ts'

/** What can be heard: an emergency, a wait by its stage, a message in an own chat. */
export type Sound = 'emergency' | Stage | 'message'

/** The part of a loudspeaker that the bell needs. */
export interface Voice {
  play(sound: Sound): void
}

export interface BellOptions {
  /** Everybody who needs a person. */
  line: ReadonlySignal<readonly InboxRow[]>
  /** Own chats with something new. */
  unread: ReadonlySignal<ReadonlySet<string>>
  /** UTC ms, ticking. */
  now: ReadonlySignal<number>
  voice: Voice
}

/** After how long a sound is heard again while nobody takes the chat, ms. */
const REPEAT_MS: Record<Exclude<Sound, 'message'>, number> = {
  emergency: 5000,
  late: 8000,
  minute: 15_000,
  new: 30_000,
}

/** The most urgent sound that the line asks for; null when nobody waits. */
export function soundFor(line: readonly InboxRow[], now: number): Exclude<Sound, 'message'> | null {
  if (line.some(needsPersonFirst)) return 'emergency'
  const longest = Math.max(...line.map((row) => now - awaitedSince(row)))
  return line.length === 0 ? null : stageOf(longest)
}

/** Rings when somebody starts to wait and again until everybody is taken. Returns its undoing. */
export function ringFor({ line, unread, now, voice }: BellOptions): () => void {
  let rungAt = Number.NEGATIVE_INFINITY
  let rung: Sound | null = null
  let waiting = new Set<string>()
  let unreadBefore = 0
  const stopLine = effect(() => {
    const rows = line.value
    const at = now.value
    const sound = soundFor(rows, at)
    const someoneNew = rows.some((row) => !waiting.has(row.chatId))
    waiting = new Set(rows.map((row) => row.chatId))
    if (sound !== null && (someoneNew || sound !== rung || at - rungAt >= REPEAT_MS[sound])) {
      rungAt = at
      untracked(() => voice.play(sound))
    }
    rung = sound
  })
  const stopUnread = effect(() => {
    const { size } = unread.value
    if (size > unreadBefore) untracked(() => voice.play('message'))
    unreadBefore = size
  })
  return () => {
    stopLine()
    stopUnread()
  }
}
