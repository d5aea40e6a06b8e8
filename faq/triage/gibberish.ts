/** Letters that cannot be a word of a language written in Latin letters: no vowel, one letter only, or a run of consonants. */
function senseless(word: string): boolean {
  if (!/^[a-z]+$/.test(word)) return false
  if (word.length >= 4 && !/[aeiouy]/.test(word)) return true
  if (word.length >= 4 && new Set(word).size <= 2) return true
  return word.length >= 6 && (/[^aeiouy]{6}/.test(word) || /(?:asdf|sdfg|qwer|wert|hjkl|jkl|zxcv)/.test(word))
}

/** Whether nothing was said: no word at all, or only keys struck at random. */
export function saysNothing(words: string[], known: (word: string) => boolean): boolean {
  const letters = words.filter((word) => /\p{L}/u.test(word))
  if (letters.length === 0) return true
  const strange = letters.filter((word) => !known(word))
  return (
    strange.length === letters.length && strange.some(senseless) && strange.every((w) => senseless(w) || w.length < 4)
  )
}
