import { rule } from './rule.ts'

const CLOSE =
  '(?:husband|hubby|wife|boyfriend|girlfriend|bf|gf|partner|fiance|ex|spouse|dad|father|stepdad|stepfather|mom|mother|stepmom|son|daughter|brother|sister|uncle|cousin|roommate|caregiver|carer|caretaker|family)'
const ANYONE = `(?:${CLOSE}|he|she|they|someone|somebody|man|guy|boss|neighbor|nurse)`
const ME =
  '(?:me|us|her|him|my (?:kids?|children|son|daughter|mom|mother|dad|sister|brother|baby)|the (?:kids|children|baby)|our (?:kids|children))'
const PEOPLE =
  '(?:him|her|them|you(?! (?:an?|over|the) )|u|someone|somebody|people|everyone|everybody|(?:that|my|the|your|this|those|these|every|al+ (?:of )?(?:you|the))(?: \\w+)? ?(?:doctors?|dr|nurses?|staff|boss|husband|wife|ex|neighbou?r|guy|man|woman|bitch|bastard|asshole|people|family|mom|dad|son|daughter|boyfriend|girlfriend|surgeon|pharmacist|receptionist|kids?|baby|brother|sister|roommate|landlord))(?! (?:mood|time|odds|pain))'

/** Abuse, assault and threats, done to or by the person who writes. English. */
export const VIOLENCE = [
  rule(
    'violence',
    'abuse',
    `${ANYONE}(?: \\w+){0,3} (?:hits?|hit|hitting|beats?|beating|beat up|chok(?:e|es|ed|ing)|strangl\\w+|punch\\w*|slap\\w*|kick(?:s|ed|ing)|rap(?:e|es|ed|ing)|molest\\w*|stab\\w*|attack\\w*|assault\\w*|abus(?:e|es|ed|ing)|stalk\\w*|threaten(?:s|ed|ing)?(?: to (?:kil+|hurt|hit))?)(?: up)?(?: on)? ${ME}`,
    `${CLOSE}(?: \\w+){0,2} (?:hurts?|hurting|burn(?:s|ed)|shov(?:es|ed)|pushes|grabs|locks?|lock(?:ed|ing)|throws things at|forces|touches|pushed) ${ME}(?! (?:feelings|to (?:try|ask|see|go|get|take)))`,
    '(?:being|im|am|was|been|get|getting|is|shes|hes|were|gets) (?:being |physical+y |sexual+y |constantly |always |just )*(?:abused|beaten|raped|assaulted|molested|strangled|choked|stalked|trafficked|attacked|held (?:hostage|captive|against))',
    'domestic (?:violence|abuse)|abusive (?:relationship|husband|boyfriend|girlfriend|wife|partner|home|marriage|father|household)|(?:sexual|physical|elder|child) (?:assault|abuse)(?! (?:history|survivor))',
    `(?:afraid|scared|ter+ified|frightened) of (?:my |the )?(?:${CLOSE})(?! (?:s|dying|leaving|judg\\w+|reaction))`,
    `(?:hes|shes|he is|she is|${CLOSE}|they)(?: is| are|s)? (?:going to|gon+a|wil+|wants to|trying to|tried to|threatened to|threatens to|said he wil+) (?:kil+|hurt|beat|shoot|stab|hit) ${ME}(?!sel| ?sel)`,
    'wont let me (?:leave(?: the house| home|$)|out of|go outside|see (?:my )?family)|not safe at home|unsafe at home|dont feel safe (?:at home|with (?:him|her|my)|in my (?:house|home|own))',
  ),
  rule(
    'violence',
    'threat',
    `(?:i|im|ill|id|ima|imma|he|hes|she|shes|they|theyre|wan+a|gon+a)(?: \\w+){0,5} (?:kil+|kil+ing|shoot|shooting|stab|stabbing|murder|murdering|strangle|bomb) ${PEOPLE}`,
    `(?:im|i am|ill|i wil+|gon+a|ima)(?: going to| gon+a| wil+)? (?:beat|hurt|punch|hit) (?:up )?${PEOPLE}`,
    `(?:want|urge|thoughts?|thinking|afraid|scared)(?: \\w+){0,3} (?:to|of|about|il+|i wil+|might) (?:hurt|hurting|harm|harming) (?:someone|somebody|people|others|him|her|them|my (?:kids?|baby|children|wife|husband|mom|dad|family))(?! ?sel)`,
    '(?:bring|bringing|have|got|get|come|coming)(?: \\w+){0,3} (?:gun|knife|bomb)(?: \\w+){0,3} (?:clinic|office|hospital|your place|over there|down there)|bomb (?:in|at|threat)|shoot up|burn (?:down )?(?:your|the|this) (?:clinic|office|place)',
  ),
]

/** The same in Spanish. */
export const VIOLENCE_ES = [
  rule(
    'violence',
    'es',
    '(?:esposo|esposa|marido|mujer|novi[oa]|pareja|ex|padre|padrastro|papa|mama|hij[oa]|herman[oa]|el|ella|alguien)(?: \\w+){0,2} (?:me|nos|la|le) (?:peg\\w+|golpe\\w+|maltrat\\w+|lastima|lastimo|amenaz\\w+|viol[oae]\\w*|ahorc\\w+|estrangul\\w+|abus\\w+|encierr\\w+|empuj\\w+)',
    'me (?:violaron|golpearon|violo|abusaron|atacaron|amenazaron|quieren matar|quiere matar|va a matar|pega|golpea|maltrata)(?! el dolor| la)',
    'abus(?:a|o|aron|an) (?:sexualmente )?de (?:mi|ella|el|mis?)|(?:violencia|abuso) (?:domestic[oa]|sexual|intrafamiliar|en (?:mi )?casa)',
    'miedo (?:de|a) (?:mi|que mi) (?:esposo|marido|pareja|novio|ex|padre|papa|padrastro)',
    '(?:l[oae]s?|te) (?:voy a|quiero|vamos a) (?:matar|golpear|disparar)|(?:voy a|quiero) (?:matar|disparar|apunalar)(?:l[oae]s?| a | al )(?!l? ?dolor)',
  ),
]
