/** Something an editor has to put right. `file` is relative to the content folder; `entry` is the id in that file, if any. */
export interface Problem {
  file: string
  entry: string | null
  /** Where in the file, counted from 1; left out where no line can be named. */
  line?: number | undefined
  /** Plain sentences: what is wrong and what to do. */
  problem: string
}

/** Longer than any sentence of ours; a file can have a key of thousands of characters, and we quote it. */
const MAX_CHARS = 400
/** What could move the cursor of a terminal or turn the direction of the text around. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** The problem in one line: file, entry, what to do, where to look. Safe to print whatever the file says. */
export function sentence({ file, entry, line, problem }: Problem): string {
  const about = entry === null ? `${file}: ${problem}` : `${file}, entry "${entry}": ${problem}`
  const shown = about.length > MAX_CHARS ? `${about.slice(0, MAX_CHARS)} …` : about
  return `${shown.replace(UNPRINTABLE, '?')}${line === undefined ? '' : ` Look at line ${line}.`}`
}

/** Something wrong in one file; whoever knows which file it is makes a `Problem` of it. */
export interface Finding {
  line?: number | undefined
  problem: string
}

/** The file that an entry, a topic or a line of small talk is written in. */
export function fileOf(kind: 'entries' | 'topics' | 'smalltalk', { lang, id }: { lang: string; id: string }): string {
  return `content/${lang}/${kind}/${id}.yaml`
}

/** The beginning of a passage, long enough to find it by. */
export function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60).trimEnd()} …` : text
}
