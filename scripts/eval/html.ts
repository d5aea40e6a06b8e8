/** HTML that is safe to be shown: only `html` makes it, so that no text can pass for it. */
class Html {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

export type { Html }

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as it may stand between tags and in a quoted attribute. */
export const escapeText = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '')

/** A template whose values are escaped unless they are HTML already: what is written in the code is the only markup. */
export function html(parts: TemplateStringsArray, ...values: (string | number | Html | Html[])[]): Html {
  return new Html(String.raw({ raw: parts }, ...values.map(sourceOf)))
}

function sourceOf(value: string | number | Html | Html[]): string {
  if (Array.isArray(value)) return value.map(sourceOf).join('')
  return value instanceof Html ? value.source : escapeText(String(value))
}
