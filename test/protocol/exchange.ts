import { expect } from 'vitest'

/** One step of an exchange in docs/protocol.md: a verb with its value, and the fields that belong to it. */
export type Step = Readonly<Record<string, unknown>>

/** The exchanges of a document, in order, each with the line that it begins on. */
export function exchangesIn(document: string): { line: number; steps: Step[] }[] {
  return [...document.matchAll(/^```json exchange\n([\s\S]*?)^```$/gm)].map(({ index, 1: json = '' }) => {
    const line = document.slice(0, index).split('\n').length
    try {
      return { line, steps: JSON.parse(json) as Step[] }
    } catch (cause) {
      throw new Error(`the exchange on line ${line} is no JSON`, { cause })
    }
  })
}

const PLACEHOLDER = /^<([\w:-]+)>$/
const FREE_FIELDS = '…'

/** What the placeholders of one exchange stand for so far. */
export class Bindings {
  #values = new Map<string, unknown>()
  readonly #fresh: (name: string) => unknown

  /** `fresh` gives what an unbound name stands for in something that is sent; undefined where it stands for nothing. */
  constructor(fresh: (name: string) => unknown) {
    this.#fresh = fresh
  }

  /** What is to be sent for `template`. Throws for a name that stands for nothing yet. */
  fill(template: unknown): unknown {
    if (typeof template === 'string') return this.#fillText(template)
    if (Array.isArray(template)) return template.map((value) => this.fill(value))
    if (typeof template !== 'object' || template === null) return template
    return Object.fromEntries(Object.entries(template).map(([key, value]) => [this.#fillText(key), this.fill(value)]))
  }

  /** Why `value` is not what `template` says; null where it is, and then what was unbound is bound. */
  mismatch(template: unknown, value: unknown): string | null {
    const before = new Map(this.#values)
    const reason = this.#compare(template, value, 'it')
    if (reason !== null) this.#values = before
    return reason
  }

  #compare(template: unknown, value: unknown, path: string): string | null {
    if (template === '<any>') return value === undefined ? `${path} is missing` : null
    if (template === '<time>') return Number.isSafeInteger(value) && Number(value) > 1e12 ? null : `${path} is no time`
    const name = typeof template === 'string' ? PLACEHOLDER.exec(template)?.[1] : undefined
    if (name !== undefined && !this.#values.has(name)) {
      if (value === undefined) return `${path} is missing`
      this.#values.set(name, value)
      return null
    }
    const wanted = name === undefined ? template : this.#values.get(name)
    if (Array.isArray(wanted)) {
      if (!Array.isArray(value)) return `${path} is no list`
      if (value.length !== wanted.length) return `${path} has ${value.length} items, not ${wanted.length}`
      return firstOf(wanted, (item, i) => this.#compare(item, value[i], `${path}[${i}]`))
    }
    if (typeof wanted === 'object' && wanted !== null) return this.#mismatchOfFields(wanted, value, path)
    return Object.is(wanted, value) ? null : `${path} is ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`
  }

  #mismatchOfFields(template: object, value: unknown, path: string): string | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path} is no object`
    const { [FREE_FIELDS]: free, ...named } = template as Record<string, unknown>
    const wanted = new Map(Object.entries(named).map(([key, field]) => [String(this.#fillText(key)), field]))
    if (free === undefined) {
      for (const key of Object.keys(value)) if (!wanted.has(key)) return `${path}.${key} is not in the document`
    }
    const fields = new Map(Object.entries(value))
    return firstOf([...wanted], ([key, field]) => this.#compare(field, fields.get(key), `${path}.${key}`))
  }

  #fillText(text: string): unknown {
    const whole = PLACEHOLDER.exec(text)?.[1]
    if (whole !== undefined) return this.#valueOf(whole)
    return text.replace(/<([\w:-]+)>/g, (_all, name: string) => String(this.#valueOf(name)))
  }

  #valueOf(name: string): unknown {
    if (!this.#values.has(name)) {
      const value = this.#fresh(name)
      if (value === undefined) throw new Error(`<${name}> stands for nothing yet`)
      // A ticket is good once: the next one is another.
      if (name.startsWith('ticket')) return value
      this.#values.set(name, value)
    }
    return this.#values.get(name)
  }
}

function firstOf<T>(items: readonly T[], reason: (item: T, index: number) => string | null): string | null {
  for (const [index, item] of items.entries()) {
    const found = reason(item, index)
    if (found !== null) return found
  }
  return null
}

/** Fails with the reason where `value` is not what `template` says. */
export function expectMatch(bindings: Bindings, template: unknown, value: unknown): void {
  expect(bindings.mismatch(template, value), JSON.stringify(value)).toBeNull()
}
