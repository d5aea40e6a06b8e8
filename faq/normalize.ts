import { fold } from './fold.ts'
import { CHAT_SPELLINGS } from './lexicon/chat-spellings.ts'

const ENTITIES: Record<string, string> = { amp: ' and ', lt: '<', gt: '>', quot: ' ', nbsp: ' ', apos: "'", '#39': "'" }

/** Folded text in which markup, addresses of web pages and abuse around a question are left out. */
export function plainText(text: string): string {
  return (
    fold(text)
      .replace(/&(amp|lt|gt|quot|nbsp|apos|#39);/g, (_, name: string) => ENTITIES[name] ?? ' ')
      .replace(/<\/?[a-z][^<>]{0,300}>/g, ' ')
      .replace(/\bhttps?:\/\/\S+/g, ' ')
      .replace(/\bw\//g, 'with ')
      .replace(/(\w)&(\w)/g, '$1 & $2')
      .replace(/ & /g, ' and ')
      // "Dose it help" is "does it help", whereas "what dose" is a dose.
      .replace(
        /(^|\b(?:how|why|when|long|much|lnog) )dose (?=(?:it|this|that|the|an?|one|pain|chronic|your|ket\w*|kem\w*|infus\w*|treat\w*)\b)/g,
        '$1does ',
      )
  )
}

const FILLERS =
  /^(?:f+u+c+k\w*|fuk\w*|fck\w*|fkn|fkin|motherf\w*|shit\w*|bullshit|crap|crappy|damn\w*|dammit|goddamn\w*|hell|bloody|ass|asshole\w*|bitch\w*|bastard\w*|piss\w*|stupid|dumb|dumbass|idiot\w*|moron\w*|useless|freaking|frickin\w*|effing|wtf|lol|lmao|lmfao|omg|haha\w*|hehe\w*|rofl|smh|ugh|um+|uh+|hm+)$/

/** Words that carry no question: fillers and abuse. */
export const isFiller = (word: string): boolean => FILLERS.test(word)

/**
 * The words of a plain text: letters and numbers apart ("40-120min" is 40, 120, minutes), contractions written out and
 * chat spellings replaced ("how's" is how, is; "u" is you).
 */
export function words(plain: string): string[] {
  const out: string[] = []
  for (const match of plain.matchAll(/\d+(?:[.,]\d+)?|\p{L}+(?:'\p{L}+)*/gu)) {
    const raw = match[0]
    // No word is longer; a run of one letter would only cost time.
    const token = raw.slice(0, 40)
    if (!token.includes("'")) {
      push(out, token)
      continue
    }
    const joined = token.replaceAll("'", '')
    if (CHAT_SPELLINGS.has(joined)) push(out, joined)
    else {
      const [head = '', tail = ''] = token.split("'")
      push(out, head)
      if (tail === 'm') out.push('am')
      else if (tail === 're') out.push('are')
      else if (tail === 've') out.push('have')
      else if (tail === 'll') out.push('will')
      else if (tail === 'd') out.push('would')
      else if (tail === 't') out.push('not')
    }
  }
  return out
}

function push(out: string[], word: string): void {
  const long = CHAT_SPELLINGS.get(word)
  if (long) out.push(...long)
  else out.push(word)
}

/** A question as it is compared with phrasings: its words with single spaces, fillers left out. */
export const normalize = (text: string): string =>
  words(plainText(text))
    .filter((word) => !isFiller(word))
    .join(' ')
