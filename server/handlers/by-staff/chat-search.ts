import { ChatError } from '../../../protocol/errors.ts'
import type { StaffRequests, StaffResults } from '../../../protocol/staff.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import { codeOf } from '../../inbox.ts'
import { searchedWords } from '../../search/fold.ts'
import type { HandlerDeps } from '../deps.ts'

type Deps = Pick<HandlerDeps, 'store' | 'sessions' | 'fanout' | 'limiter' | 'audit' | 'clock' | 'edition'>

const DAY_MS = 86_400_000

/**
 * Messages with these words, in all chats that are still kept. That somebody searched is written down with the first page, not
 * what for; where it cannot be, nothing is given. A later page that belongs to no first one counts as a first one.
 */
export const chatSearch = ({
  store,
  sessions,
  fanout,
  limiter,
  audit,
  clock,
  edition,
}: Deps): Handler<Member, StaffRequests['chat:search'], StaffResults['chat:search']> => ({
  authorize: liveSession(sessions, fanout),
  limit: ({ session: { staff } }) => limiter.search(staff.id),
  async handle(member, { words: asked, before }) {
    const words = searchedWords(asked)
    if (words.length === 0) throw new ChatError('empty', 'words: nothing that could be found')
    const now = clock.now()
    const { botDays, staffDays } = edition().content.site.retention
    const notBefore = { withoutPerson: now - botDays * DAY_MS, withPerson: now - staffDays * DAY_MS }
    const { found, next, backTo } = await store.search({ words, before, notBefore })
    const search = words.join(' ')
    if (before === null || member.searched !== search) {
      await audit.record({ what: 'searched', who: member.session.staff.id, count: found.length })
      member.searched = search
    }
    const chats = found.map(({ conversation: { id, state, locale, lastAt }, hits, more }) => {
      return { chatId: id, code: codeOf(id), state, locale, lastAt, hits, more }
    })
    return { chats, next, backTo }
  },
})
