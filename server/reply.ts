import { createHash } from 'node:crypto'
import type { Content, Decision, Entry, TemplateId } from '../faq/types.ts'
import {
  type Answer,
  type Approved,
  type Disclaimer,
  ENTRY_TYPES,
  type EntryType,
  type HandoffTrigger,
  type Locale,
  type LogEvent,
  type Outcome,
  type Why,
} from '../protocol/events.ts'
import type { Card } from '../protocol/site.ts'
import type { DraftReply, Proposal } from './conversation/commands.ts'

/**
 * The one place where a decision becomes words. Every word comes from the clinic's content: an entry, a topic's or a
 * small-talk reply, an emergency card, or a template; and no reply leaves here without the disclaimer.
 */
export interface Replies {
  /** What the bot would say and do about a message. An entry that is gone since becomes the apology and a person. */
  forDecision(decision: Decision): Proposal
  /** The entry that was tapped, without any matching; null for an unknown id. */
  forChoice(entryId: string, locale: Locale): Proposal | null
  /** The entry that a person chose, ready to be sent by them; null for an unknown id. */
  forStaff(entryId: string, locale: Locale): Approved | null
  /** The bot failed: an honest sentence, and a person. */
  forFailure(locale: Locale): Proposal
  /** The visitor asked for a person. */
  forAsking(template: Extract<TemplateId, 'asked' | 'none-of-these'>, locale: Locale): DraftReply
}

export function createReplies(content: Content): Replies {
  const { site } = content
  const entries = new Map(content.entries.map((entry) => [`${entry.lang}/${entry.id}`, entry]))
  const anyEntry = new Map(content.entries.map((entry) => [entry.id, entry]))
  const topics = new Map(content.topics.map((topic) => [`${topic.lang}/${topic.id}`, topic]))
  const smalltalk = new Map(content.smalltalk.map((talk) => [`${talk.lang}/${talk.id}`, talk]))

  const entryIn = (id: string, lang: Locale): Entry | undefined => entries.get(`${lang}/${id}`) ?? anyEntry.get(id)

  const template = (id: TemplateId, outcome: Outcome, lang: Locale): DraftReply =>
    wordsOnly(id, site.templates[lang][id], outcome, lang)

  function wordsOnly(name: string, text: string, outcome: Outcome, lang: Locale): DraftReply {
    return {
      type: 'bot:replied',
      outcome,
      template: name,
      text,
      answers: [],
      choices: [],
      card: null,
      lang,
      disclaimer: templateDisclaimer(lang),
    }
  }

  function templateDisclaimer(lang: Locale): Disclaimer {
    const { title, full } = site.disclaimer[lang]
    return { id: disclaimerId(full), title, lead: null, text: '', full }
  }

  function answerDisclaimer(found: Entry[], lang: Locale): Disclaimer {
    const { title, text, full, leads } = site.disclaimer[lang]
    // the line of a story is the one not to stop a medicine by oneself
    const types = found.flatMap(({ type, aboutMedicine }): EntryType[] =>
      aboutMedicine ? [type, 'testimonial'] : [type],
    )
    return { id: disclaimerId(full), title, lead: leads[strictest(types)], text, full }
  }

  function answerOf(entry: Entry): Answer {
    return {
      entryId: entry.id,
      title: entry.question,
      type: entry.type,
      attribution: entry.attribution,
      text: entry.answer.map((sentence) => sentence.text).join(' '),
      passages: passagesOf(entry, content),
      lang: entry.lang,
    }
  }

  function answers(found: Entry[], decision: Pick<Decision, 'templateId' | 'lang'>): DraftReply {
    const { templateId, lang } = decision
    return {
      type: 'bot:replied',
      outcome: 'answer',
      template: templateId,
      text: templateId ? site.templates[lang][templateId] : '',
      answers: found.map(answerOf),
      choices: [],
      card: null,
      lang,
      disclaimer: answerDisclaimer(found, lang),
    }
  }

  /** The words for a decision, or null where the content has none for it. */
  function draft(decision: Decision): DraftReply | null {
    const { outcome, lang, templateId } = decision
    switch (outcome) {
      case 'answer': {
        const found = decision.entryIds.flatMap((id) => entryIn(id, lang) ?? [])
        return found.length > 0 && found.length === decision.entryIds.length ? answers(found, decision) : null
      }
      case 'clarify': {
        const offered = decision.choiceIds.flatMap((id) => entryIn(id, lang) ?? [])
        const choices = offered.map((entry) => ({ entryId: entry.id, title: entry.question }))
        return choices.length > 0 ? { ...template(templateId ?? 'clarify', outcome, lang), choices } : null
      }
      case 'handoff': {
        const topic = decision.topicId === null ? undefined : topics.get(`${lang}/${decision.topicId}`)
        if (topic) return wordsOnly(`topic:${topic.id}`, topic.reply, outcome, lang)
        return template(templateId ?? 'unsure', outcome, lang)
      }
      case 'crisis': {
        if (!decision.card) return null
        const card = site.cards[lang][decision.card]
        return { ...wordsOnly(`card:${decision.card}`, cardText(card), outcome, lang), card: decision.card }
      }
      case 'smalltalk': {
        const talk = decision.smalltalkId === null ? undefined : smalltalk.get(`${lang}/${decision.smalltalkId}`)
        if (talk) return wordsOnly(`smalltalk:${talk.id}`, talk.reply, outcome, lang)
        return template(templateId ?? 'what-i-do', outcome, lang)
      }
    }
  }

  const failure = (locale: Locale, rule: string): Proposal => ({
    reply: template('error', 'handoff', locale),
    handoff: { trigger: 'error', rule, needed: null, candidates: [] },
    flag: null,
  })

  return {
    forDecision(decision) {
      const reply = draft(decision)
      if (!reply) return { ...failure(decision.lang, 'missing-text'), flag: decision.card }
      return { reply, handoff: decision.trigger ? whyOf(decision, decision.trigger) : null, flag: decision.card }
    },
    forChoice(entryId, locale) {
      const entry = entryIn(entryId, locale)
      if (!entry) return null
      return { reply: answers([entry], { templateId: null, lang: entry.lang }), handoff: null, flag: null }
    },
    forStaff(entryId, locale) {
      const entry = entryIn(entryId, locale)
      if (!entry) return null
      const { lang } = entry
      return { answers: [answerOf(entry)], lang, disclaimer: answerDisclaimer([entry], lang) }
    },
    forFailure: (locale) => failure(locale, 'engine-failed'),
    forAsking: (id, locale) => template(id, 'handoff', locale),
  }
}

/** Why the bot gave up, for staff. */
export function whyOf(decision: Decision, trigger: HandoffTrigger): Why {
  return {
    trigger,
    rule: decision.rule,
    needed: decision.needed,
    candidates: decision.candidates.slice(0, 3).map(({ id, title, score }) => ({ entryId: id, title, score })),
  }
}

/** Everything on an emergency card as text, so that the log says what the visitor was shown. */
export function cardText(card: Card): string {
  const actions = card.actions.map((action) => withTarget(action.label, action.href))
  const danger = card.danger ? [card.danger.text, withTarget(card.danger.action.label, card.danger.action.href)] : []
  return [card.title, card.text, ...actions, ...danger, ...(card.more === null ? [] : [card.more])].join('\n')
}

/** A button's label, followed by the number or address behind it unless the label says it. */
function withTarget(label: string, href: string): string {
  const target = href.replace(/^(tel|sms):/, '')
  const number = digitsOf(label)
  return number !== '' && digitsOf(target).endsWith(number) ? label : `${label}: ${target}`
}

const digitsOf = (text: string): string => text.replace(/\D/g, '')

/** The first is the mildest: what a protocol describes must not be taken for a dose. */
function strictest(types: EntryType[]): EntryType {
  return ENTRY_TYPES[Math.max(0, ...types.map((type) => ENTRY_TYPES.indexOf(type)))] ?? 'protocol'
}

function passagesOf(entry: Entry, content: Content): Answer['passages'] {
  const own = entry.sections.flatMap((id) => content.sections.find((section) => section.id === id) ?? [])
  const texts = new Set(entry.answer.flatMap((sentence) => sentence.passages))
  return [...texts].flatMap((text) => {
    const section = own.find((candidate) => candidate.text.includes(text))
    return section ? [{ text, sectionId: section.id, sectionTitle: section.title }] : []
  })
}

/** Names a wording of the disclaimer. */
export function disclaimerId(full: string): string {
  return createHash('sha256').update(full).digest('hex').slice(0, 12)
}

/** What a visitor may see of an event: not why the bot gave up, nor what staff thought of the outcome, nor their notes. */
export function publicEvent(event: LogEvent): LogEvent {
  if (event.type === 'handoff:requested') return { ...event, why: null }
  if (event.type === 'chat:closed') return { ...event, outcome: null }
  if (event.type === 'note:written' || event.type === 'chat:passed') return { ...event, note: null }
  return event
}
