/**
 * Words that several direct rules share, written as `<name>` in them. Misspellings that are common stand with them; doubled
 * letters are optional where people leave them out (`kil+`).
 */
export const DIRECT_WORDS = {
  self: '(my|him|her|them) ?s[el]{1,3}[fv]e?s?',
  suicid: 'su[iy]*[cs]+i*d@',
  life: '(my|his|her|this)( own| whole| miserable)? life',
  want: '(wan+t@|wan+a|rather|ready|need|hope)',
  will: '(going to|gon+a|want to|wants to|wan+a|wil+|might)',
  live: '(live|living|go on(?=$| like| any)|keep (going|living)|be(ing)? alive)',
  took: '(took|taken|swal+owed|ate|drank)',
  drug: '(pil+s?|tablets?|meds?|medications?|morphine|oxy@|fentanyl|gabapentin|tylenol|xanax|insulin|ketamine)',
  pareja: '(esposo|marido|pareja|novio|ex)',
  close: '(husband|wife|boyfriend|girlfriend|partner|ex|dad|father|mom|mother|son|brother)',
}
