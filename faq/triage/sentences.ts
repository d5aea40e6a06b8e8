/** Longest text that is looked at, in UTF-16 units; what comes after is left out. */
const MAX_CHARS = 4000
/** Longest sentence that is looked at. */
const MAX_SENTENCE = 1200

/**
 * The message's sentences as rules read them: lower case, no accents, apostrophes or other marks, words parted by single spaces
 * ("i dont want to be here anymore"). They are cut at full stops, line ends and the words after which a new thought starts.
 * Never throws. No look-behind: browsers of early 2023 do not know it.
 */
export function sentences(text: string): string[] {
  return (
    text
      .slice(0, MAX_CHARS)
      .replace(/['‘’ʼ´`′]/g, '')
      .normalize('NFKD')
      // One character may have become eighteen.
      .slice(0, 2 * MAX_CHARS)
      .replace(/[\p{M}\p{Cf}]/gu, '')
      .toLowerCase()
      .replace(/([a-z])([013!@$])(?=[a-z])/g, (_, letter, mark) => letter + 'oieias'['013!@$'.indexOf(mark)])
      .replace(/(\d)[.,](?=\d)/g, '$1')
      // "k.m.s" and "s u i c i d e" are words too.
      .replace(/\b([a-z][ .*-]){2,16}[a-z]\b/g, (spelt) => spelt.replace(/\W/g, ''))
      .replace(/([a-z])\1{2,}/g, '$1')
      .replace(/(nothing|anything|all) but /g, '$1 ')
      .split(/[.!?;\n\r|()]|,(?= ?(?:i|im|ive|my|hes?|shes?|they|theyre)\b)| but | pero /)
      .map((part) =>
        part
          .replace(/[\W_]+/g, ' ')
          .trim()
          .slice(0, MAX_SENTENCE),
      )
  )
}
