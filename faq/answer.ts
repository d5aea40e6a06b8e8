import { LOCALES, type Locale } from '../protocol/events.ts'
import { combine } from './combine.ts'
import { crisisOf, nothing, whileDangerLasts } from './crisis.ts'
import { createJudge, type Judge } from './judge.ts'
import { languageOf } from './language.ts'
import { isFiller, plainText, words } from './normalize.ts'
import { createSmallTalk } from './small-talk.ts'
import { split } from './split.ts'
import { asksForPerson } from './triage/ask-person.ts'
import { saysNothing } from './triage/gibberish.ts'
import { personalAdvice } from './triage/personal.ts'
import type { Content, Context, Decision, Engine } from './types.ts'

/** Trains the engine on the content; takes about a second. See `Engine`. */
export function createEngine(content: Content): Engine {
  const judges = new Map<Locale, Judge>()
  for (const lang of LOCALES) {
    const written = [...content.entries, ...content.topics].some((item) => item.lang === lang)
    if (written || lang === 'en') judges.set(lang, createJudge(content, lang))
  }
  const known = (word: string): boolean => judges.get('en')?.known(word) ?? false
  const smallTalk = createSmallTalk(content.smalltalk)

  function answer(question: string, context: Context): Decision {
    return crisisOf(question, context.locale) ?? whileDangerLasts(decideOn(question, context), context.previous)
  }

  function decideOn(question: string, { locale, previous }: Context): Decision {
    const plain = plainText(question)
    const typed = words(plain).filter((word) => !isFiller(word))
    const normalized = typed.join(' ')
    const spoken = LOCALES.find((l) => judges.get(l)?.exact(typed)) ?? languageOf(typed, known)
    const lang = spoken === 'other' ? locale : spoken
    const blank: Decision = { ...nothing, outcome: 'handoff', rule: '', normalized, lang }

    if (saysNothing(typed, known)) {
      return { ...blank, outcome: 'smalltalk', templateId: 'what-i-do', rule: 'says-nothing', lang: locale }
    }
    if (asksForPerson(normalized) && !smallTalk.exact(normalized, lang)) {
      return { ...blank, templateId: 'asked', trigger: 'asked', rule: 'asks-for-person' }
    }
    const talk = smallTalk.find(normalized, lang)
    if (talk) {
      return { ...blank, outcome: 'smalltalk', smalltalkId: talk.id, lang: talk.lang, rule: `smalltalk:${talk.id}` }
    }

    const judge = judges.get(lang)
    const read = judge ? judge.reader() : words
    const readings = split(plain).map(({ text, around }) => ({ words: read(text), around: read(around) }))
    const seen = { ...blank, normalized: readings.map((reading) => reading.words.join(' ')).join(' | ') }
    for (const reading of readings) {
      const kind = personalAdvice(reading.words.join(' '), normalized)
      if (kind) return { ...seen, templateId: 'personal', trigger: 'personal', rule: `personal:${kind}` }
    }
    const unspoken: Decision = { ...seen, templateId: 'english-only', trigger: 'unsure', rule: `language:${spoken}` }
    if (!judge || spoken === 'other') return unspoken

    const whole = judge.exact(read(plain))
    const judged = whole ? [whole] : readings.map((reading) => judge.judge(reading.words, reading.around, previous))
    const decision = combine(seen, judged, previous)
    const found = decision.outcome === 'answer' || decision.topicId !== null
    return found || judge.hasEntries ? decision : unspoken
  }

  return { answer }
}
