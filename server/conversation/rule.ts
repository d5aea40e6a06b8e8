import type { Fact } from '../../protocol/events.ts'
import type { Command, Situation } from './commands.ts'
import { decide } from './decide.ts'
import type { Conversation } from './state.ts'

/** What a chat is asked. Plain data: it may cross to the thread that has the database. */
export interface Ask {
  command: Command
  situation: Situation
  /** Nothing follows unless the chat still has these values. */
  provided?: Partial<Pick<Conversation, 'state' | 'epoch' | 'lastSeq'>>
}

/** The rule that every store of chats goes by. Throws what {@link decide} throws. */
export function rule(conversation: Conversation, { command, situation, provided = {} }: Ask): Fact[] {
  const { state = conversation.state, epoch = conversation.epoch, lastSeq = conversation.lastSeq } = provided
  const holds = state === conversation.state && epoch === conversation.epoch && lastSeq === conversation.lastSeq
  return holds ? decide(conversation, command, situation) : []
}
