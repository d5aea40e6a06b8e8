/** Something an editor has to put right. `file` is relative to the content folder; `entry` is the id in that file, if any. */
export interface Problem {
  file: string
  entry: string | null
  /** Plain sentences: what is wrong and what to do. */
  problem: string
}

/** The problem in one line: file, entry, what to do. */
export function sentence({ file, entry, problem }: Problem): string {
  return entry === null ? `${file}: ${problem}` : `${file}, entry "${entry}": ${problem}`
}

/** The file that an entry, a topic or a line of small talk is written in. */
export function fileOf(kind: 'entries' | 'topics' | 'smalltalk', { lang, id }: { lang: string; id: string }): string {
  return `content/${lang}/${kind}/${id}.yaml`
}

/** The beginning of a passage, long enough to find it by. */
export function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60).trimEnd()} …` : text
}
