import { isCollection, isSeq, parseDocument } from 'yaml'
import type { SettingChange } from '../../protocol/settings.ts'

/**
 * The text of `site.yaml` with the changes in it, in their order; null where one of them has no place. What a person wrote
 * beside the values stays: comments, the order of the keys, quotes. Long texts may be folded at other places.
 */
export function edited(text: string, changes: readonly SettingChange[]): string | null {
  const doc = parseDocument(text, { version: '1.2', schema: 'core' })
  for (const { path, value } of changes) {
    const around = path.slice(0, -1)
    if (around.length > 0 && doc.hasIn(around) && !isCollection(doc.getIn(around))) return null
    const before = doc.getIn(path, true)
    // A list in brackets stays one in brackets.
    const flow = isSeq(before) && before.flow === true
    doc.setIn(path, typeof value === 'object' ? doc.createNode(value, { flow }) : value)
  }
  return doc.toString({ lineWidth: 120, flowCollectionPadding: false, singleQuote: true })
}
