import { LOCALES, type Locale } from '../protocol/events.ts'
import type { Calibration } from './calibration.ts'
import { combine } from './combine.ts'
import { createCrisis, nothing } from './crisis.ts'
import { createFuseJudge } from './fuse-matcher.ts'
import { createJudge, type Judge, type PlainJudge } from './judge.ts'
import { languageOf } from './language.ts'
import { type EngineModel, trainModel } from './model.ts'
import { isFiller, plainText, words } from './normalize.ts'
import type { Embed } from './rankers/semantic.ts'
import { createSmallTalk } from './small-talk.ts'
import { split } from './split.ts'
import { asksForPerson } from './triage/ask-person.ts'
import { saysNothing } from './triage/gibberish.ts'
import { personalAdvice } from './triage/personal.ts'
import type { InContext } from './triage/pieces.ts'
import { createTriage, type Triager } from './triage.ts'
import type { Content, Context, Decision, Engine } from './types.ts'

/** What an engine is made of besides the content. */
export interface EngineParts {
  /** What was learned from the content; it is learned anew, by words alone, when there is none. */
  model?: EngineModel | null
  /** The sentence encoder; without it the engine goes by words alone. */
  embed?: Embed | null
  /** The same encoder's pieces, read in context; without it emergencies are recognised by words alone. */
  inContext?: InContext | null
  /** When a ranking is acted on; without it only exact phrasings are answered. */
  calibration?: Calibration | null
}

/** One question of a message, read. */
export interface Question {
  words: string[]
  around: string[]
}

/** A message up to where its questions are ranked: `early` where none has to be. */
export type Examined<J extends PlainJudge = Judge> =
  | { early: Decision }
  | { early: null; judge: J; questions: Question[]; blank: Decision; unspoken: Decision }

export interface OpenEngine<J extends PlainJudge = Judge> extends Engine {
  examine(question: string, context: Context): Examined<J>
}

/** Makes the engine. See `Engine`. */
export function createEngine(
  content: Content,
  { model, embed = null, inContext = null, calibration = null }: EngineParts = {},
): OpenEngine {
  const { rankers } = model ?? trainModel(content, embed)
  const judges = new Map<Locale, Judge>()
  for (const lang of LOCALES) {
    const ranker = rankers[lang]
    if (ranker) judges.set(lang, createJudge(content, lang, ranker, embed, calibration))
  }
  return engineWith(content, judges, createTriage(inContext))
}

/** The engine with vanilla fuse.js in the place of everything that ranks: for comparison, because it answers far worse. */
export const createFuseEngine = (content: Content): Engine =>
  engineWith(content, new Map(LOCALES.map((lang) => [lang, createFuseJudge(content, lang)])), createTriage(null))

const noEmergency: Omit<Decision, 'lang'> = {
  ...nothing,
  outcome: 'handoff',
  templateId: 'unsure',
  trigger: 'unsure',
  rule: 'no-emergency',
  normalized: '',
}

function engineWith<J extends PlainJudge>(
  content: Content,
  judges: ReadonlyMap<Locale, J>,
  triage: Triager,
): OpenEngine<J> {
  const known = (word: string): boolean => judges.get('en')?.known(word) ?? false
  const smallTalk = createSmallTalk(content.smalltalk)
  const { crisisOf, whileDangerLasts } = createCrisis(triage)

  function answer(question: string, context: Context): Decision {
    const crisis = crisisOf(question, context.locale)
    if (crisis) return crisis
    // Whether the danger of the last message lasts depends on what this one is about.
    const calm = context.previous.at(-1)?.outcome !== 'crisis'
    if (context.emergenciesOnly && calm) return { ...noEmergency, lang: context.locale }
    return whileDangerLasts(decideOn(question, context), context.previous)
  }

  function decideOn(question: string, context: Context): Decision {
    const examined = examine(question, context)
    if (examined.early) return examined.early
    const { judge, questions, blank, unspoken } = examined
    const judged = questions.map(({ words: asked, around }) => judge.judge(asked, around, context.previous))
    const decision = combine(blank, judged, context.previous)
    const found = decision.outcome === 'answer' || decision.topicId !== null || decision.templateId === 'none-answered'
    return found || judge.hasEntries ? decision : unspoken
  }

  function examine(question: string, { locale }: Context): Examined<J> {
    const plain = plainText(question)
    const typed = words(plain).filter((word) => !isFiller(word))
    const normalized = typed.join(' ')
    const spoken = LOCALES.find((l) => judges.get(l)?.exact(typed)) ?? languageOf(typed, known)
    const lang = spoken === 'other' ? locale : spoken
    const blank: Decision = { ...nothing, outcome: 'handoff', rule: '', normalized, lang }
    const early = (decision: Decision): Examined<J> => ({ early: decision })

    if (saysNothing(typed, known)) {
      return early({ ...blank, outcome: 'smalltalk', templateId: 'what-i-do', rule: 'says-nothing', lang: locale })
    }
    if (asksForPerson(normalized) && !smallTalk.exact(normalized, lang)) {
      return early({ ...blank, templateId: 'asked', trigger: 'asked', rule: 'asks-for-person' })
    }
    const talk = smallTalk.find(normalized, lang)
    if (talk) {
      const rule = `smalltalk:${talk.id}`
      return early({ ...blank, outcome: 'smalltalk', smalltalkId: talk.id, lang: talk.lang, rule })
    }

    const judge = judges.get(lang)
    const read = judge ? judge.reader() : words
    const questions = split(plain).map(({ text, around }) => ({ words: read(text), around: read(around) }))
    const seen = { ...blank, normalized: questions.map((part) => part.words.join(' ')).join(' | ') }
    for (const { words: asked } of questions) {
      const kind = personalAdvice(asked.join(' '), normalized)
      if (kind) return early({ ...seen, templateId: 'personal', trigger: 'personal', rule: `personal:${kind}` })
    }
    const unspoken: Decision = { ...seen, templateId: 'english-only', trigger: 'unsure', rule: `language:${spoken}` }
    if (!judge || spoken === 'other') return early(unspoken)

    const whole = read(plain)
    const asked = judge.exact(whole) ? [{ words: whole, around: [] }] : questions
    return { early: null, judge, questions: asked, blank: seen, unspoken }
  }

  return { answer, examine }
}
