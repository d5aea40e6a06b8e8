import type { Excuse } from './find.ts'

const DENIED =
  /\b(?:not|never|isnt|aint|wasnt|no|dont|didnt|wouldnt|without|deny|denies|denied|arent|nor|not even|neither)(?: (?:really|actually|even|saying|feeling|going|planning|thinking|thoughts|trying|about|ever|at|all|currently|having|had|have|any|been|felt|be|a|the|of|to|want|wanting|wanted|gonna|that|like|being|suicidal|or|in|danger|active))*(?: (?:i|im))?$/
const DENIED_ES = /\b(?:no|nunca|jamas|ni)(?: (?:estoy|tengo|es|me|he|que|soy|quiero|pensando|voy|a|en|siento))*$/

const FAR_PAST =
  /\b(?:years? ago|months ago|back in|in (?:19|20)\d\d|used to|as a (?:kid|child|teen\w*|young)|when i was|in (?:college|high ?school|my (?:teens|twenties|thirties|past|youth))|history of|long time ago|in the past|decades?|childhood|previously|at one point|survivor|hace (?:\w+ )?(?:anos|meses)|cuando era|de nin[oa])\b/
const STILL =
  /\b(?:now|today|tonight|again|still (?:am|feel|want|have|think|do)|currently|these days|lately|this (?:morning|week|afternoon)|tomorrow|yesterday|ahora|hoy|otra vez|todavia|esta noche)\b/
const PAST_FORM =
  /\b(?:was|were|had|been|attempt\w*|tried|felt|thought|thoughts|used|took|went|hit|beat|abuse|abuso|\w+ed|suicid\w+|stroke|infarto|derrame|attack|seizures?|overdose|sobredosis|assault|violence)\b/

const GENERAL =
  /^(?:so |and |or |hi |hello |hey |ok |okay |also |just |curious |wondering |question |if |whether |please tell me |tell me )*(?:can|could|does|do|did|is|are|was|will|would|what|whats|how|why|which|who|has|have|when|should|any|studies|side effects?|risks? of|causes?|use[ds]?|treat\w*|puede|sirve|ayuda|la ketamina|ketamina|que|como|por que|es|cual)\b/
const PERSON =
  /\b(?:i|im|ive|id|ill|me|my|mine|myself|he|hes|him|his|himself|she|shes|her|herself|they|theyre|them|mom|dad|husband|wife|son|daughter|sister|brother|boyfriend|girlfriend|friend|partner|mi|me|mis|yo|se)\b/
const GENERIC_TOPIC =
  /\b(?:side effects?|risks?|studies|study|research|article|paper|rates?|statistics|prevention|treat(?:s|ed|ment)?|patients who|people who|people with|patients with|someone who|for people|cause[sd]?|efectos secundarios)\b/
const MAYBE =
  /^(?:so |and |but |ok |also )*(?:will|would|do|does|can|could|might|what if|what happens if|is it (?:normal|possible|common)|is there (?:a|any) (?:chance|risk)|how likely|how often|puede|podria)(?: \w+){0,2} (?:i|you|u|people|patients|it|ketamine|infusions?|someone|they|we|anyone|a person|la ketamina|the (?:infusion|treatment|medicine))\b/
const HAPPENING =
  /\b(?:be having|right now|just|today|tonight|this morning|help me|please|pls|plz|call|send|since|after my|i cant|i cannot|keeps?|wont)\b/
const LASTING =
  /\b(?:for (?:\w+ )?(?:\w+ )?(?:years|months|decades)|chronic(?:ally)?|diagnosed|disorder|history|sometimes|occasionally|asthma|copd|sleep apnea|apnea|costochondritis|every time i|(?:in|since) (?:19|20)\d\d|cronic[oa]|desde hace (?:\w+ )?(?:anos|meses))\b/

const NAMED = /suicid|thought|pensamiento|overdos|harm|dying|death|\bdie\b/
const NEGATED = /\b(?:never|not|no|without|nunca)\b(?! longer)/

/** Whether a sentence in which a rule matched is no emergency: denied, long past, general, or supposed. */
export const harmless: Excuse = ({ card, name }, { input: sentence, index, 0: matched }) => {
  const before = sentence.slice(Math.max(0, index - 80), index).trimEnd()
  if (DENIED.test(before) || DENIED_ES.test(before)) return true
  if (FAR_PAST.test(sentence) && !STILL.test(sentence) && PAST_FORM.test(matched)) return true
  if (NAMED.test(matched) && NEGATED.test(matched)) return true
  // "What is the point of living" is a question in form alone; one that names the danger may be about people in general.
  const named = card !== 'self-harm' || (name !== 'method' && NAMED.test(matched))
  if (named && (GENERAL.test(sentence) || GENERIC_TOPIC.test(sentence)) && !PERSON.test(sentence)) return true
  if (card !== 'medical' && card !== 'overdose') return false
  if (name !== 'took' && MAYBE.test(sentence) && !HAPPENING.test(sentence)) return true
  return card === 'medical' && LASTING.test(sentence)
}
