import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

/** Enough for what there is in every language, now and as it was a moment ago. */
const KEPT = 8

/**
 * Gives the smallest brotli form of a text, and keeps that of the few that were last asked for. At the quality that is
 * quick enough for every response a page is a quarter larger; this one takes ten milliseconds, which only what is sent
 * again and again is worth. The texts must not depend on what anybody sends.
 */
export function smallestForms(): (text: string) => Promise<Buffer> {
  const kept = new Map<string, Promise<Buffer>>()
  return (text) => {
    const form = kept.get(text) ?? smallestForm(text)
    kept.delete(text)
    kept.set(text, form)
    const [oldest] = kept.keys()
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
    return form
  }
}

function smallestForm(text: string): Promise<Buffer> {
  const bytes = Buffer.from(text)
  return promisify(brotliCompress)(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  })
}
