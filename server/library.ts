import type { Locale } from '../protocol/events.ts'
import type { Library } from '../protocol/staff.ts'
import type { Edition } from './live.ts'

/** What staff send and go by in `lang`: English answers where there are none in it. */
export function libraryOf({ content, answers: index, replies }: Omit<Edition, 'engine'>, lang: Locale): Library {
  const { site } = content
  const answers = index[lang].sections.flatMap((section) =>
    section.answers.flatMap(([_title, words, entryId]) => {
      const approved = replies.forStaff(entryId, lang)
      return approved ? [{ ...approved, words }] : []
    }),
  )
  return {
    answers,
    replies: site.replies?.[lang] ?? [],
    steps: site.procedures?.[lang] ?? null,
    reviewedBy: site.procedures?.reviewedBy ?? null,
  }
}
