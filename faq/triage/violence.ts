import { rule } from './further-rule.ts'

/** Abuse, assault and threats, done to or by the person who writes. English. */
export const VIOLENCE = [
  rule(
    'violence',
    'abuse',
    '<anyone>~3 (hits?|hit|hitting|beats?|beating|beat up|chok(e|es|ed|ing)|strangl@|punch@|slap@|kick(s|ed|ing)|rap(e|es|ed|ing)|molest@|stab@|attack@|assault@|abus(e|es|ed|ing)|stalk@|threaten(s|ed|ing)?( to (kil+|hurt|hit))?)( up)?( on)? <me>',
    '<close>~2 (hurts?|hurting|burn(s|ed)|shov(es|ed)|pushes|grabs|locks?|lock(ed|ing)|throws things at|forces|touches|pushed) <me>(?! (feelings|to (try|ask|see|go|get|take)))',
    '(being|im|am|was|been|get|getting|is|shes|hes|were|gets) (being |physical+y |sexual+y |constantly |always |just )*(abused|beaten|raped|assaulted|molested|strangled|choked|stalked|trafficked|attacked|held (hostage|captive|against))',
    'domestic (violence|abuse)|abusive (relationship|husband|boyfriend|girlfriend|wife|partner|home|marriage|father|household)|(sexual|physical|elder|child) (assault|abuse)(?! (history|survivor))',
    '(afraid|scared|ter+ified|frightened) of (my |the )?(<close>)(?! (s|\\w+ing|reaction))',
    '(hes|shes|he is|she is|<close>|they)( is| are|s)? (going to|gon+a|wil+|wants to|trying to|tried to|threatened to|threatens to|said he wil+) (kil+|hurt|beat|shoot|stab|hit) <me>(?!sel| ?sel)',
    '<anyone>~2 (is|are|was|were|keeps|keep) hurting (me|us|<them>)',
    '<anyone>~6 and (hits|beats|kicks|chokes|slaps|punches) me|(he|she|they|hel+|shel+|theyl+)( wil+| is going to| might| could| may| is gon+a)? hurt me(?! (with|when|during|last|to))|<anyone>~5 with (a |his |her )?(gun|knife|weapon)(?! (shot|wound|license))',
    '(someone|somebody|man|stranger)~2 (broke|breaking|break) in|need (the )?police|cal+ the (police|cops)',
    'hands (around|on|round) (my|her|his) (neck|throat)',
    'wont let me (leave( the house| home|$)|out of|go outside|see (my )?family)|not safe at home|unsafe at home|dont feel safe (at home|with (him|her|my)|in my (house|home|own))',
  ),
  rule(
    'violence',
    'threat',
    '(i|im|ill|id|ima|imma|he|hes|she|shes|they|theyre|wan+a|gon+a)~5 (kil+|kil+ing|shoot|shooting|stab|stabbing|murder|murdering|strangle|bomb) <people>',
    '(im|i am|ill|i wil+|gon+a|ima)( going to| gon+a| wil+)? (beat|hurt|punch|hit) (up )?<people>|(want|wants|ready|urge|like) to (hurt|beat up|punch|attack|strangle) <people>',
    '(want|urge|thoughts?|thinking|afraid|scared)~3 (to|of|about|il+|i wil+|might) (hurt|hurting|harm|harming) (someone|somebody|people|others|him|her|them|my (kids?|baby|children|wife|husband|mom|dad|family))(?! ?sel)',
    '(bring|bringing|have|got|get|come|coming)~3 (gun|knife|bomb)~3 (clinic|office|hospital|your place|over there|down there)|(clinic|office|hospital|your place|over there|down there)~3 with (a |my )?(gun|knife|bomb)|bomb (in|at|threat)|shoot up|burn (down )?(your|the|this) (clinic|office|place)',
  ),
]

/** The same in Spanish. */
export const VIOLENCE_ES = [
  rule(
    'violence',
    'es',
    '(esposo|esposa|marido|mujer|novi[oa]|pareja|ex|padre|padrastro|papa|mama|hij[oa]|herman[oa]|el(?! dolor)|ella|alguien)~2 (me|nos|la|le) (peg@|golpe@|maltrat@|lastima|lastimo|amenaz@|viol[oae]@|ahorc@|estrangul@|abus@|encierr@|empuj@)',
    '(?<!dolor )me (violaron|golpearon|violo|abusaron|atacaron|amenazaron|quieren matar|quiere matar|va a matar|pega|golpea|maltrata)(?! el dolor| la)',
    'abus(a|o|aron|an) (sexualmente )?de (mi|ella|el|mis?)|(violencia|abuso) (domestic[oa]|sexual|intrafamiliar|en (mi )?casa)',
    'miedo (de|a) (mi|que mi) (esposo|marido|pareja|novio|ex|padre|papa|padrastro)',
    '(l[oae]s?|te) (voy a|quiero|vamos a) (matar|golpear|disparar)|(voy a|quiero) (matar|disparar|apunalar)(l[oae]s?| a | al )(?!l? ?dolor)',
  ),
]
