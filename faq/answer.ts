import type { CardKind, Locale } from '../protocol/events.ts'
import { ANSWER_AT, candidatesOf, decide, type Verdict } from './decide.ts'
import { createFit } from './fit.ts'
import { followUp } from './follow-up.ts'
import { languageOf } from './language.ts'
import { COMMON_WORDS } from './lexicon/common-words.ts'
import { FUNCTION_WORDS } from './lexicon/function-words.ts'
import { SUBJECT_WORDS } from './lexicon/subjects.ts'
import { isFiller, normalize, plainText, words } from './normalize.ts'
import { type Weighted, weighted } from './rankers/features.ts'
import { createRanker, type Ranked, type Target, targetOfEntry, targetOfTopic } from './rankers/rank.ts'
import { createSmallTalk } from './small-talk.ts'
import { createSpelling } from './spelling.ts'
import { split } from './split.ts'
import { asksForPerson } from './triage/ask-person.ts'
import { saysNothing } from './triage/gibberish.ts'
import { personalAdvice } from './triage/personal.ts'
import { triage } from './triage.ts'
import type { Content, Context, Decision, Engine, Turn } from './types.ts'

/** What one question came to and how it was ranked. */
interface Judged {
  verdict: Verdict
  ranked: Ranked[]
}

/** Every part of a decision that a reason has to be given for. */
const nothing = {
  entryIds: [],
  choiceIds: [],
  templateId: null,
  topicId: null,
  smalltalkId: null,
  card: null,
  trigger: null,
  needed: null,
  candidates: [],
} satisfies Partial<Decision>

/** Trains the engine on the content; takes under a second. See `Engine`. */
export function createEngine(content: Content): Engine {
  const speakers = new Map<Locale, ReturnType<typeof createSpeaker>>()
  for (const lang of new Set([...content.entries, ...content.topics].map((item) => item.lang))) {
    speakers.set(lang, createSpeaker(content, lang))
  }
  const smallTalk = createSmallTalk(content.smalltalk)
  const english = speakers.get('en') ?? createSpeaker(content, 'en')

  function answer(question: string, context: Context): Decision {
    const decision = decideOn(question, context)
    const danger = lastingDanger(context.previous)
    // "Never mind" after words of danger: what is not plainly another question keeps the card in sight.
    const elsewhere = decision.outcome === 'crisis' || decision.outcome === 'answer' || decision.smalltalkId !== null
    if (!danger || elsewhere || decision.topicId !== null || decision.trigger === 'asked') return decision
    return {
      ...decision,
      ...nothing,
      outcome: 'crisis',
      card: danger,
      trigger: 'red-flag',
      rule: `${danger}:continues`,
    }
  }

  function decideOn(question: string, { locale, previous }: Context): Decision {
    const plain = plainText(question)
    const typed = words(plain).filter((word) => !isFiller(word))
    const spoken = languageOf(typed, english.known)
    const lang: Locale = spoken === 'other' ? locale : spoken === 'en' && typed.length < 2 ? locale : spoken
    const blank: Decision = { ...nothing, outcome: 'handoff', rule: '', normalized: typed.join(' '), lang }

    const emergency = triage(question)
    if (emergency.card) {
      return { ...blank, outcome: 'crisis', card: emergency.card, trigger: 'red-flag', rule: emergency.rule }
    }
    if (saysNothing(typed, english.known)) {
      return { ...blank, outcome: 'smalltalk', templateId: 'what-i-do', rule: 'says-nothing', lang: locale }
    }
    if (asksForPerson(blank.normalized))
      return { ...blank, templateId: 'asked', trigger: 'asked', rule: 'asks-for-person' }

    const talk = smallTalk.find(blank.normalized, lang)
    if (talk) {
      return { ...blank, outcome: 'smalltalk', smalltalkId: talk.id, lang: talk.lang, rule: `smalltalk:${talk.id}` }
    }

    const speaker = speakers.get(lang)
    const read = speaker ? speaker.reader() : words
    const readings = split(plain).map(({ text, around }) => ({ words: read(text), around: read(around) }))
    const whole = readings.map((reading) => reading.words.join(' ')).join(' ')
    for (const { words: own } of readings) {
      const kind = personalAdvice(own.join(' '), blank.normalized)
      if (kind)
        return { ...blank, templateId: 'personal', trigger: 'personal', rule: `personal:${kind}`, normalized: whole }
    }
    const unspoken: Decision = { ...blank, templateId: 'english-only', trigger: 'unsure', rule: `language:${spoken}` }
    if (!speaker || spoken === 'other') return unspoken
    const judged = readings.map((reading) => speaker.judge(reading.words, reading.around, previous))
    const decision = combine({ ...blank, normalized: whole }, judged, previous)
    const found = decision.outcome === 'answer' || decision.topicId !== null
    return found || speaker.hasEntries ? decision : unspoken
  }

  return { answer }
}

/** The card of an emergency that the last messages were about, or null. */
function lastingDanger(previous: Turn[]): CardKind | null {
  for (const { outcome, text } of previous.toReversed()) {
    if (outcome !== 'crisis') return null
    const { card } = triage(text)
    if (card) return card
  }
  return previous.length > 0 ? 'self-harm' : null
}

/** The decision on a message from the verdicts on its questions. */
function combine(blank: Decision, judged: Judged[], previous: Context['previous']): Decision {
  const first = judged[0]
  const answered = judged.flatMap(({ verdict }) => (verdict.kind === 'answer' ? verdict : []))
  const open = judged.find(({ verdict }) => verdict.kind !== 'answer')
  const shown = open ?? first
  const base = { ...blank, needed: ANSWER_AT, candidates: shown ? candidatesOf(shown.ranked) : [] }
  const entryIds = [...new Set(answered.map(({ entryId }) => entryId))]
  if (!open) return { ...base, outcome: 'answer', entryIds, rule: answered[0]?.rule ?? '' }
  const { verdict } = open
  if (entryIds.length > 0) {
    const trigger = verdict.kind === 'person' ? verdict.trigger : 'unsure'
    return {
      ...base,
      outcome: 'answer',
      entryIds,
      templateId: 'part-unanswered',
      trigger,
      rule: `part:${verdict.rule}`,
    }
  }
  const last = previous.at(-1)
  const again =
    last !== undefined && (last.outcome === 'clarify' || (last.outcome === 'handoff' && last.topicId === null))
  if (verdict.kind === 'clarify' && !again) {
    return { ...base, outcome: 'clarify', choiceIds: verdict.choiceIds, templateId: 'clarify', rule: verdict.rule }
  }
  if (verdict.kind === 'person' && verdict.trigger !== 'unsure') {
    return {
      ...base,
      topicId: verdict.topicId,
      templateId: verdict.templateId,
      trigger: verdict.trigger,
      rule: verdict.rule,
    }
  }
  return again
    ? { ...base, templateId: 'unsure-again', trigger: 'unsure-twice', rule: verdict.rule }
    : { ...base, templateId: 'unsure', trigger: 'unsure', rule: verdict.rule }
}

/** The part of the engine that knows one language's content. */
function createSpeaker(content: Content, lang: Locale) {
  const targets: Target[] = [
    ...content.entries.filter((entry) => entry.lang === lang).map((entry) => targetOfEntry(entry, normalize)),
    ...content.topics.filter((topic) => topic.lang === lang).map((topic) => targetOfTopic(topic, normalize)),
  ]
  const exact = new Map<string, Target>()
  const counts = new Map<string, number>()
  for (const target of targets) {
    for (const phrasing of target.phrasings) {
      const key = phrasing.join(' ')
      if (!exact.has(key)) exact.set(key, target)
    }
    for (const word of [...target.phrasings, ...target.support].flat()) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  for (const section of content.sections)
    for (const word of words(plainText(section.text))) counts.set(word, (counts.get(word) ?? 0) + 1)
  const right = lang === 'en' ? new Set([...COMMON_WORDS, ...FUNCTION_WORDS, ...SUBJECT_WORDS]) : new Set<string>()
  const spelling = createSpelling(counts, right)
  const ranker = createRanker(targets)
  const fit = createFit(targets)

  return {
    hasEntries: targets.some(({ kind }) => kind === 'entry'),
    known: spelling.known,
    /** Reads the plain texts of one message into words as the rankers see them. */
    reader(): (plain: string) => string[] {
      const spell = spelling.reader()
      return (plain) => spell.correct(words(plain).filter((word) => !isFiller(word)))
    },
    judge(question: string[], around: string[], previous: Context['previous']): Judged {
      const same = exact.get(question.join(' '))
      const followed = followUp(question, previous)
      const ranked = ranker.rank(followed?.words ?? withSurroundings(question, around))
      if (same) return { verdict: certain(same), ranked: [{ target: same, share: 1, likeness: 1 }] }
      return { verdict: decide(question, ranked, fit, followed?.shown ?? null), ranked }
    },
  }
}

/** The question, and faintly what stands around it; more of that where the question says little by itself. */
function withSurroundings(question: string[], around: string[]): Weighted[] {
  const own = question.filter((word) => !FUNCTION_WORDS.has(word))
  const context = around.filter((word) => !FUNCTION_WORDS.has(word) && !question.includes(word))
  return [...weighted(question), ...weighted(context.slice(-16), own.length <= 1 ? 0.5 : 0.15)]
}

function certain(target: Target): Verdict {
  if (target.kind === 'entry') return { kind: 'answer', entryId: target.id, rule: 'exact', score: 1 }
  return {
    kind: 'person',
    topicId: target.id,
    templateId: null,
    trigger: target.personal ? 'personal' : 'not-covered',
    rule: `topic:${target.id}`,
    score: 1,
  }
}
