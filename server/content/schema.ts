import { z } from 'zod'
import { ENTRY_TYPES } from '../../protocol/events.ts'

/** Text that a person reads: not blank, on one line or several, at most `max` characters. */
export function words(max: number): z.ZodType<string> {
  return z.string().trim().min(1).max(max)
}

/** A name in lower case with hyphens, as in a file's name. */
export const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/

export const id = z
  .string()
  .max(64)
  .regex(ID, { error: 'must be in small letters, digits and hyphens, like "fibromyalgia-help".' })

/** A day of the calendar, YYYY-MM-DD. */
export const day = z.string().refine(isDay, { error: 'must be a day of the calendar, written like 2026-11-22.' })

const phrasings = z.array(words(300)).max(500)

const sentence = z.strictObject({ text: words(600), passages: z.array(words(2000)).max(10) })

/** One file in `content/<lang>/entries/`. */
export const entryFile = z.strictObject({
  question: words(200),
  type: z.enum(ENTRY_TYPES),
  sections: z.array(id).min(1).max(20),
  attribution: words(200).optional(),
  keywords: z.array(words(60)).max(50).default([]),
  phrasings,
  answer: z.array(sentence).min(1).max(12),
  aboutMedicine: z.boolean().default(false),
  gradeWaiver: words(300).nullable().default(null),
  /** Who translated it; asked for in every language but English. */
  translatedBy: words(100).optional(),
  reviewed: z.strictObject({ by: words(100), on: day }),
})

/** One file in `content/<lang>/topics/`. */
export const topicFile = z.strictObject({
  label: words(100),
  kind: z.enum(['not-covered', 'personal']),
  reply: words(600),
  phrasings: phrasings.min(1),
})

/** One file in `content/<lang>/smalltalk/`. */
export const smalltalkFile = z.strictObject({ reply: words(600), phrasings: phrasings.min(1) })

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  // 30 February parses in some engines and comes out as 2 March
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
