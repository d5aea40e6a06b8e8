import { z } from 'zod'
import { MATCHERS, TEMPLATE_IDS } from '../../faq/types.ts'
import { CARD_KINDS, ENTRY_TYPES, LOCALES } from '../../protocol/events.ts'
import { WEEKDAYS } from '../../protocol/settings.ts'
import { day, id, words } from './schema.ts'

/** A map with exactly these keys, each of the same shape. */
function each<K extends string, T extends z.ZodType>(keys: readonly K[], shape: T) {
  return z.strictObject(Object.fromEntries(keys.map((key) => [key, shape])) as Record<K, T>)
}

const perLocale = (max: number) => each(LOCALES, words(max))

const span = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, {
  error: 'must be a span of the day, written like 09:00-17:00.',
})

const number = z.string().regex(/^\+?[0-9][0-9 ()-]{1,19}$/, { error: "must be a phone number in quotes, like '911'." })

const action = z.strictObject({
  label: words(80),
  href: z.string().regex(/^(tel:\+?[0-9]{3,15}|sms:\+?[0-9]{3,15}|https:\/\/[^\s]+)$/, {
    error: 'must begin with tel:, sms: or https:// and have no spaces.',
  }),
  tone: z.enum(['calm', 'alert', 'plain']),
})

const card = z.strictObject({
  checkedOn: day,
  title: words(120),
  text: words(300),
  actions: z.array(action).min(1).max(6),
  danger: z.strictObject({ text: words(200), action }).nullable(),
  more: words(300).nullable(),
})

const disclaimer = z.strictObject({
  title: words(60),
  text: words(600),
  full: words(4000),
  translatedBy: words(100).nullable(),
  reviewedBy: words(100).nullable(),
  leads: each(ENTRY_TYPES, words(200).nullable()),
})

/** An address that the server itself asks: encrypted on the way, but to this machine. */
const webhook = z.string().refine(isWebhook, {
  error: 'must be an address that begins with https://, without a name and password in it, or null.',
})

function isWebhook(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.username + url.password + url.hash !== '') return false
  const isHere = url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]'
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere)
}

const alerts = z.strictObject({
  email: z
    .array(z.email({ error: 'must be an e-mail address.' }).max(254))
    .max(20)
    .default([]),
  webhook: webhook.nullable().default(null),
  afterMinutes: z.int().min(0).max(60).default(1),
  atOnceIfNobodyIsHere: z.boolean().default(true),
  whileClosed: z.boolean().default(false),
  proveEveryDays: z.int().min(1).max(90).nullable().default(7),
  language: z.enum(LOCALES).default('en'),
})

/** A text that staff send often, and what it is called in their list. */
const savedReply = z.strictObject({ title: words(60), text: words(1000) })

const steps = z.array(words(200)).max(12).default([])

/** What staff do about emergency words. Without a reviewer they are placeholders, and the console says so. */
const procedures = z.strictObject({
  reviewedBy: words(100).nullable(),
  en: each(CARD_KINDS, steps),
  es: each(CARD_KINDS, steps),
})

/** `site.yaml`. */
export const siteFile = z.strictObject({
  matcher: z.enum(MATCHERS).default('full'),
  replies: each(LOCALES, z.array(savedReply).max(50)).optional(),
  procedures: procedures.optional(),
  clinic: z.strictObject({
    name: words(80),
    phone: z.string().regex(/^\+?[0-9(][0-9 ().-]{6,24}$/, { error: 'must be a phone number.' }),
  }),
  botName: perLocale(40),
  articleUrl: z.url({ protocol: /^https?$/, error: 'must be the address of a page, or null.' }).nullable(),
  allowedSites: z.array(z.string()).max(50),
  hours: z.strictObject({
    zone: words(60),
    zoneLabel: perLocale(40),
    week: each(WEEKDAYS, z.array(span).max(6)),
    holidays: z.array(day).max(200),
    words: perLocale(200),
  }),
  starters: z.array(id).min(4).max(6),
  waitMinutes: z.int().min(1).max(60),
  alerts: alerts.prefault({}),
  retention: z.strictObject({ botDays: z.int().min(1).max(2555), staffDays: z.int().min(1).max(2555) }),
  emergency: each(['medical', 'crisis'], z.strictObject({ number, label: perLocale(40) })),
  cards: each(LOCALES, each(CARD_KINDS, card)),
  templates: each(LOCALES, each(TEMPLATE_IDS, words(300))),
  disclaimer: each(LOCALES, disclaimer),
  attributions: each(LOCALES, each(ENTRY_TYPES, words(100))),
})
export type SiteFile = z.infer<typeof siteFile>
