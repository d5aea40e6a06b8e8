import { rule } from './further-rule.ts'

/** Too much, or the wrong thing, was taken. English. */
export const OVERDOSE = [
  rule(
    'overdose',
    'took',
    '<took>~3 (whole|entire|full|rest of~1|half a|half the|half my)~3 (bottle|box|pack|packet|bag|prescription|script|strip|vial|pil+s|tablets|stash)',
    '<took>~3 (too many|to many|too much|to much|handful@|handfuls? of|bunch of|double|triple|extra|\\d\\d\\d?(?! ?mg| mil@| mcg| ml| weeks?| days?| years?| hours?| times)|ten|fifteen|twenty|thirty|forty|fifty|dozens?|so many)~4 <drug>(?! (infusions?|a day|daily|per|every|each|over the|in my life|for years|before|back in|mg|treatments?|that didnt|they|but))',
    '<took>~2 <drug>~2 (bottle|whole bottle|too (many|much)|al+ at once)',
    '(just|already|she|he|i|they) <took> al+( of)? (my|his|her|the|those|these|of)~2 (pil+s|tablets|capsules|morphine|oxy@|xanax|insulin|bottle|tylenol)',
    '(took|swal+owed|downed|taken) al+( of)? (my|his|her|the) @(?=$)',
    '<took> (way )?more( than)?~3 (should|prescribed|supposed|meant|allowed|normal|usual|pil+s)|<took>~1 (\\dx|\\d times|double|triple|twice)~2 (dose|doses|amount)|i( just)? took (\\d\\d|ten|twenty|thirty)( of (them|those))?(?=$)',
    '(drank|drunk|drinking|mixed|drink)~6 (with|and|on top of)~3 <drug>~3 (and|now|feel|feels|feeling|cant)',
    '(put on|wearing|stuck on|applied)~2 (two|three|four|five|2|3|4|5|extra|too many)~2 patches',
    '(i|he|she|they|just|hes|shes|husband|wife|mom|dad|son|daughter|friend) (just |already |think |have |has |accident@ )*(took|swal+owed|downed|ate|drank) (them al+|it al+|the whole (thing|lot|bottle)|the lot|every (single )?one|the entire thing|too (much|many)(?! (time|work|on|for|of a|space|vacation)))',
  ),
  rule(
    'overdose',
    'by mistake',
    'accident@~3 (<took>|take|double|doubled)~5 (<drug>|twice|too much|too many)',
    '<took>~5 (twice|double|again|wrong)~4 (by (mistake|accident)|accident@|and now|now i)',
    '<took>~4 (wrong|someone elses|his|her|my (wifes|husbands|moms|dads)) <drug>~3 (by (mistake|accident)|accident@|and now)',
    '(gave|given)~4 (too much|double|twice the|extra dose|wrong (dose|medicine|medication|pil+)|overdose)',
    '<child>~3 (swal+owed|ate|got into|drank|chewed|licked|took|found and)~4 <drug>',
    '(did|doing|snorted|smoked|injected|shot up|snif+ed|used|on)~2 (bunch of|too much|a lot of|lots of|so much|way too much)~1 (ket|ketamine|k|special k|coke|cocaine|heroin|meth|fentanyl|drugs|pil+s|molly)',
  ),
  rule(
    'overdose',
    'overdosed',
    '(i|im|ive|he|hes|she|shes|they|theyre|you|someone|friend|son|daughter|husband|wife|boyfriend|girlfriend|mom|dad|brother|sister|roommate|partner|patient|person|just)( think| thinks| thinking| might| may| have| has| had| just| could| are| is| am| was| be| be having| hes| shes| they| i| im| he| she)* (overdosed|overdosing|overdos(es|e(?=$))|overdozed|oded|oding|odd(?=$| on| and| last| in| at| again| this)|ods)',
    '(think|having|had|this is|its|possible|accidental)~2 overdose(?! (risk|rates?|deaths?|kit|training))|need narcan|gave (him|her) narcan',
    '(i|he|she|they|was|were|been|am|got|kid|child|baby|toddler|someone)~2 poison(ed|ing)(?! ivy)|(drank|swal+owed|ate|ingested)~3 (bleach|antifreeze|poison|detergent|cleaner|gasoline|pesticide|batteries|battery)|carbon monoxide|poison control',
  ),
]

/** The same in Spanish. */
export const OVERDOSE_ES = [
  rule(
    'overdose',
    'es',
    '(tuv[eo]|tengo|tiene|teniendo|tomo|tome|dio|di|sufr@|hizo|es una|fue una)~2 sobredosis',
    '(me|se|le|lo) (tom[eo]|trag[ueo]+|di|dio|meti[o]?|inyect[eo])~3 (tod[oa]s?|much[oa]s|demasiad[oa]s?|frasco|botella|bote|caja|de mas|doble|dos veces|veneno|cloro)',
    '(tom[eo]|trag[ueo]+|tomado)~2 (demasiad[oa]s?|todo el|todas las|toda la|un monton|muchas|de mas|el doble|el frasco|la botella|cloro)|(tom[eo])~4 por (error|accidente|equivocacion)',
    '(me|se|lo|la) (envenen@|intoxic@)|envenenad[oa]|intoxicad[oa]',
  ),
]
