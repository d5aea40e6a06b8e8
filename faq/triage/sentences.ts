import { fold } from '../fold.ts'

const LEET: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '!': 'i', $: 's', '@': 'a' }

export interface Sentence {
  /** Words parted by single spaces, without apostrophes or other marks: "i dont want to be here anymore". */
  text: string
  /** Whether it ends with a question mark. */
  asked: boolean
}

/** The message's sentences, cut at full stops, line ends and the words after which a new thought starts. */
export function sentences(text: string): Sentence[] {
  const folded = fold(text)
    .replace(/(?<=[a-z])[013!@$](?=[a-z])/g, (c) => LEET[c] ?? c)
    .replace(/(?<=\d)[.,](?=\d)/g, '')
    .replace(/'/g, '')
    // "k.m.s" and "s u i c i d e" are words too.
    .replace(/(?<![a-z])(?:[a-z][ .*-]){2,16}[a-z](?![a-z])/g, (m) => m.replace(/[^a-z]/g, ''))
    .replace(/([a-z])\1{2,}/g, '$1')
  const out: Sentence[] = []
  for (const part of folded.split(
    /(?<=[.!?;\n|])|[()]|,(?= ?(?:i|im|ive|my|he|hes|she|shes|they|theyre)\b)|(?<!nothing|anything|all) but | pero /,
  )) {
    const words = part
      .replace(/[^a-z0-9]+/g, ' ')
      .trim()
      .slice(0, 1200)
    if (words !== '') out.push({ text: words, asked: part.includes('?') })
  }
  return out
}
