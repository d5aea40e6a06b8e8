import { type ErrorCode, isAlias, isNode, parseDocument, visit } from 'yaml'

/** YAML that is not taken. The message is plain sentences without the file's name. */
export class YamlError extends Error {
  override name = 'YamlError'
}

/** No file of ours goes deeper than 6; far below what would exhaust the stack. */
const MAX_DEPTH = 20

/**
 * The value of one YAML 1.2 document: strings, numbers, true, false, null, lists, and maps whose keys are text.
 * Tags, anchors and aliases are refused: they make a file mean something other than what a person reads in it.
 * Throws YamlError.
 */
export function parseYaml(text: string): unknown {
  const doc = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    customTags: [],
    resolveKnownTags: false,
    merge: false,
    strict: true,
    stringKeys: true,
    uniqueKeys: true,
    // at 'silent' the library would no longer refuse a second document
    logLevel: 'error',
  })
  const error = doc.errors[0]
  if (error) throw new YamlError(`${explain(error.code)}${at(error.linePos?.[0].line)}`, { cause: error })
  visit(doc, (_key, node, path) => {
    if (path.length > MAX_DEPTH) throw new YamlError(explain('RESOURCE_EXHAUSTION'))
    if (isAlias(node) || (isNode(node) && 'anchor' in node && node.anchor)) {
      throw new YamlError('A word begins with & or *. Put the words in quotes; anchors and aliases are not taken.')
    }
    // an untagged node has no tag of its own: the schema's tag is not written into the tree
    if (isNode(node) && node.tag !== undefined) {
      throw new YamlError('A word begins with !. Put the words in quotes; tags are not taken.')
    }
  })
  return doc.toJS({ maxAliasCount: 0 })
}

function at(line: number | undefined): string {
  return line === undefined ? '' : ` Look at line ${line}.`
}

function explain(code: ErrorCode): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'The same key stands twice. Keep one of them.'
    case 'MULTIPLE_DOCS':
      return 'A line of three dashes begins a second document. Remove it.'
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'A colon followed by a space stands in the middle of a text. Put that text in quotes.'
    case 'TAB_AS_INDENT':
      return 'A line begins with a tab. Use spaces.'
    case 'BAD_INDENT':
      return 'A line is not indented like its neighbours. Use the same number of spaces.'
    case 'MISSING_CHAR':
      return 'A quote or a bracket is opened and not closed. Close it, or put the whole text in quotes.'
    case 'BAD_SCALAR_START':
      return 'A text begins with a sign that has a meaning of its own. Put the text in quotes.'
    case 'RESOURCE_EXHAUSTION':
      return 'Lists or maps are nested too deeply. Follow the layout in docs/content.md.'
    default:
      return 'The file cannot be read as YAML. Follow the layout in docs/content.md.'
  }
}
