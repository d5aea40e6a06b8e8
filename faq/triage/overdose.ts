import { rule } from './rule.ts'

const TOOK =
  '(?:took|taken|taking|swal+owed|swal+owing|ate|eaten|drank|pop+ed|downed|chugged|injected|snorted|ingested|chewed)'
const DRUG =
  '(?:pil+s?|tablets?|capsules?|meds?|medications?|medicines?|morphine|oxy\\w*|percocets?|vicodin|hydro\\w+|fentanyl|patch(?:es)?|methadone|gabapentin|tylenol|acetaminophen|ibuprofen|advil|aspirin|xanax|benzos?|valium|ativan|ambien|insulin|tramadol|ketamine|ket|opioids?|opiates?|painkil+ers?|norco|dilaudid|lyrica|amitriptyline|antidepres+ants?|lozenges?|troches?|heroin|meth|coke|cocaine|doses?|drugs?|bottle|them|those)'
const CHILD =
  '(?:baby|toddler|kid|kids|child|son|daughter|grandson|granddaughter|grandchild|year old|yr old|grandkid|niece|nephew|dog|cat|puppy)'

/** Too much, or the wrong thing, was taken. English. */
export const OVERDOSE = [
  rule(
    'overdose',
    'took',
    `${TOOK}(?: \\w+){0,3} (?:whole|entire|full|rest of(?: \\w+)?|half a|half the|half my)(?: \\w+){0,3} (?:bottle|box|pack|packet|bag|prescription|script|strip|vial|pil+s|tablets|stash)`,
    `${TOOK}(?: \\w+){0,3} (?:too many|to many|too much|to much|handful\\w*|handfuls? of|bunch of|double|triple|extra|\\d\\d\\d?(?! ?mg| mil\\w+| mcg)|ten|fifteen|twenty|thirty|forty|fifty|dozens?|so many)(?: \\w+){0,4} ${DRUG}(?! (?:infusions?|a day|daily|per|every|each|over the|in my life|for years|before|back in|mg|treatments?|that didnt|they|but))`,
    `${TOOK}(?: \\w+){0,2} ${DRUG}(?: \\w+){0,2} (?:bottle|whole bottle|too (?:many|much)|al+ at once)`,
    `(?:just|already|she|he|i|they) ${TOOK} al+(?: of)? (?:my|his|her|the|those|these|of)(?: \\w+){0,2} (?:pil+s|tablets|capsules|morphine|oxy\\w*|xanax|insulin|bottle|tylenol)`,
    `(?:i|he|she|they|just|hes|shes|husband|wife|mom|dad|son|daughter|friend) (?:just |already |think |have |has |accident\\w+ )*(?:took|swal+owed|downed|ate|drank) (?:them al+|it al+|everything|the whole (?:thing|lot|bottle)|the lot|every (?:single )?one|the entire thing|too (?:much|many))`,
  ),
  rule(
    'overdose',
    'by mistake',
    `accident\\w*(?: \\w+){0,3} (?:${TOOK}|take|double|doubled)(?: \\w+){0,5} (?:${DRUG}|twice|too much|too many)`,
    `${TOOK}(?: \\w+){0,5} (?:twice|double|again|wrong)(?: \\w+){0,4} (?:by (?:mistake|accident)|accident\\w*|and now|now i)`,
    `${TOOK}(?: \\w+){0,4} (?:wrong|someone elses|his|her|my (?:wifes|husbands|moms|dads)) ${DRUG}(?: \\w+){0,3} (?:by (?:mistake|accident)|accident\\w*|and now)`,
    `(?:gave|given)(?: \\w+){0,4} (?:too much|double|twice the|extra dose|wrong (?:dose|medicine|medication|pil+)|overdose)`,
    `${CHILD}(?: \\w+){0,3} (?:swal+owed|ate|got into|drank|chewed|licked|took|found and)(?: \\w+){0,4} ${DRUG}`,
    '(?:did|doing|snorted|smoked|injected|shot up|snif+ed|used|on)(?: \\w+){0,2} (?:bunch of|too much|a lot of|lots of|so much|way too much)(?: \\w+)? (?:ket|ketamine|k|special k|coke|cocaine|heroin|meth|fentanyl|drugs|pil+s|molly)',
  ),
  rule(
    'overdose',
    'overdosed',
    '(?:i|im|ive|he|hes|she|shes|they|theyre|you|someone|friend|son|daughter|husband|wife|boyfriend|girlfriend|mom|dad|brother|sister|roommate|partner|patient|person|just)(?: think| thinks| thinking| might| may| have| has| had| just| could| are| is| am| was| be| be having| hes| shes| they| i| im| he| she)* (?:overdosed|overdosing|overdos(?:es|e(?=$))|overdozed|oded|oding|odd(?=$| on| and| last)|ods)',
    '(?:think|having|had|this is|its|possible|accidental)(?: \\w+){0,2} overdose(?! (?:risk|rates?|deaths?|kit|training))|need narcan|gave (?:him|her) narcan',
    '(?:i|he|she|they|was|were|been|am|got|kid|child|baby|toddler|someone)(?: \\w+){0,2} poison(?:ed|ing)(?! ivy)|(?:drank|swal+owed|ate|ingested)(?: \\w+){0,3} (?:bleach|antifreeze|poison|detergent|cleaner|gasoline|pesticide|batteries|battery)|carbon monoxide|poison control',
  ),
]

/** The same in Spanish. */
export const OVERDOSE_ES = [
  rule(
    'overdose',
    'es',
    '(?:tuv[eo]|tengo|tiene|teniendo|tomo|tome|dio|di|sufr\\w+|hizo|es una|fue una)(?: \\w+){0,2} sobredosis',
    '(?:me|se|le|lo) (?:tom[eo]|trag[ueo]+|di|dio|meti[o]?|inyect[eo])(?: \\w+){0,3} (?:tod[oa]s?|much[oa]s|demasiad[oa]s?|frasco|botella|bote|caja|de mas|doble|dos veces|veneno|cloro)',
    '(?:tom[eo]|trag[ueo]+|tomado)(?: \\w+){0,2} (?:demasiad[oa]s?|todo el|todas las|toda la|un monton|muchas|de mas|el doble|el frasco|la botella|cloro)|(?:tom[eo])(?: \\w+){0,4} por (?:error|accidente|equivocacion)',
    '(?:me|se|lo|la) (?:envenen\\w+|intoxic\\w+)|envenenad[oa]|intoxicad[oa]',
  ),
]
