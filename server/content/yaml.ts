import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml'

/** YAML that is not taken. The message is plain sentences without the file's name. */
export class YamlError extends Error {
  override name = 'YamlError'
  readonly line: number | undefined

  constructor(message: string, line: number | undefined, options?: ErrorOptions) {
    super(message, options)
    this.line = line
  }
}

/** A place in a value: keys and positions, from the outside in. */
export type Path = readonly PropertyKey[]

export interface Parsed {
  value: unknown
  /** The line, from 1, that a place in the value is written on, or the next place around it; undefined for the whole. */
  lineOf(path: Path): number | undefined
}

/** No file of ours goes deeper than 6; far below what would exhaust the stack. */
const MAX_DEPTH = 20

/**
 * The value of one YAML 1.2 document: strings, numbers, true, false, null, lists, and maps whose keys are text.
 * Tags, anchors and aliases are refused: they make a file mean something other than what a person reads in it.
 * Throws YamlError.
 */
export function parseYaml(text: string): Parsed {
  const lines = new LineCounter()
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
    lineCounter: lines,
  })
  const error = doc.errors[0]
  if (error) throw new YamlError(explain(error.code), error.linePos?.[0].line, { cause: error })
  visit(doc, (_key, node, path) => {
    const line = isNode(node) && node.range ? lines.linePos(node.range[0]).line : undefined
    if (path.length > MAX_DEPTH) throw new YamlError(explain('RESOURCE_EXHAUSTION'), line)
    if (isAlias(node) || (isNode(node) && 'anchor' in node && node.anchor)) {
      throw new YamlError(
        'A word begins with & or *. Put the words in quotes; anchors and aliases are not taken.',
        line,
      )
    }
    // an untagged node has no tag of its own: the schema's tag is not written into the tree
    if (isNode(node) && node.tag !== undefined) {
      throw new YamlError('A word begins with !. Put the words in quotes; tags are not taken.', line)
    }
  })
  return { value: doc.toJS({ maxAliasCount: 0 }), lineOf: (path) => lineIn(doc, path, lines) }
}

function lineIn(doc: Document.Parsed, path: Path, lines: LineCounter): number | undefined {
  let node: unknown = doc.contents
  let line: number | undefined
  for (const part of path) {
    const [at, inside] = step(node, part)
    if (!isNode(at) || !at.range) break
    line = lines.linePos(at.range[0]).line
    node = inside
  }
  return line
}

/** Where a part of a map or list begins, and what it holds. */
function step(node: unknown, part: PropertyKey): [at: unknown, inside: unknown] {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => (isScalar(key) ? key.value : key) === part)
    return [pair?.key, pair?.value]
  }
  const item = isSeq(node) ? node.items[Number(part)] : undefined
  return [item, item]
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
