import { type ReadonlySignal, signal } from '@preact/signals'
import { createSuggest } from '../../faq/suggest.ts'
import type { Locale } from '../../protocol/events.ts'
import type { Library } from '../../protocol/staff.ts'

type Approved = Library['answers'][number]

/** What can be put into a reply: an approved answer, sent as it is, or the words of a saved reply, which can be changed. */
export type Insert = { kind: 'answer'; approved: Approved } | { kind: 'reply'; title: string; text: string }

export interface Shelves {
  /** What the clinic has in `lang`; null until it is here. */
  in(lang: Locale): ReadonlySignal<Library | null>
  /** Fetches it anew, because the clinic may have changed it. What is here stays until then, and where that fails. */
  load(lang: Locale): void
  /** What `typed` finds, best first; the beginning of everything for less than two characters. */
  find(lang: Locale, typed: string): Insert[]
  answer(lang: Locale, entryId: string): Approved | null
}

const MAX_FOUND = 8
const MIN_CHARS = 2

/** The clinic's answers, saved replies and steps, fetched by `fetchLibrary` when they are first wanted. */
export function createShelves(fetchLibrary: (lang: Locale) => Promise<Library>): Shelves {
  const shelves = { en: signal<Library | null>(null), es: signal<Library | null>(null) }
  const found = new WeakMap<Library, { all: Insert[]; search: (typed: string) => Insert[] }>()

  const prepared = (library: Library) => {
    const known = found.get(library)
    if (known) return known
    const replies = library.replies.map((reply): Insert => ({ kind: 'reply', ...reply }))
    const all = [...replies, ...library.answers.map((approved): Insert => ({ kind: 'answer', approved }))]
    const entries = all.map((insert, index): [string, string, string] =>
      insert.kind === 'reply'
        ? [insert.title, insert.text, String(index)]
        : [insert.approved.answers[0].title, insert.approved.words, String(index)],
    )
    const suggest = createSuggest({ sections: [{ answers: entries }] })
    const search = (typed: string) => suggest(typed, MAX_FOUND).flatMap(({ entryId }) => all[Number(entryId)] ?? [])
    const made = { all, search }
    found.set(library, made)
    return made
  }

  return {
    in: (lang) => shelves[lang],
    load(lang) {
      fetchLibrary(lang).then(
        (library) => {
          shelves[lang].value = library
        },
        // No connection: it is asked for again when it is wanted the next time.
        () => {},
      )
    },
    find(lang, typed) {
      const library = shelves[lang].value
      if (!library) return []
      const { all, search } = prepared(library)
      return typed.trim().length < MIN_CHARS ? all.slice(0, MAX_FOUND) : search(typed)
    },
    answer: (lang, entryId) =>
      shelves[lang].value?.answers.find(({ answers: [answer] }) => answer.entryId === entryId) ?? null,
  }
}
