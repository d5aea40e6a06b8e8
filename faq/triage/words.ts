import { DIRECT_WORDS } from './direct-words.ts'

/** The words of the direct rules with all that they may also be, and those that only the further rules use. */
export const WORDS: Record<string, string> = {
  ...DIRECT_WORDS,
  self: '(my|him|her|them|your|thm) ?s[el]{1,3}[fv]e?s?',
  suicid: 'su+[iy]?[cs]+[iuy]*[cs]?i?[dt]+[aei]?l?[aeil]?l?l?(al|y|s)?',
  life: '(my|his|her|their|your|this)( own| whole| miserable)? life',
  will: '(going to|gon+a|want to|wants to|wan+a|plan(s|ning)? (to|on)|threat@ to|wants? to|decided to|think(ing)? (of|about)|ready to|might|wil+|tempted to|trying to|about to|urge to|feel like|could just|should just)( just)?',
  want: '(wan+t?s?|wan+a|wana|wanted|wanting|hope|rather|ready|like|need|decided|deserve)',
  live: '(live|living|life|(go on|going on)(?=$| like| any| i| and)|keep (going|living)|continue|be(ing)? (alive|here)|carry@ on|exist@|stay alive)',
  not: '(dont|do not|didnt|doesnt|does not|not|never|no longer|dnt|dont think i|dont know if i|not sure i)',
  'any-more': '(any ?more|no more|any longer|anymor)',
  my: '(my|his|her|their|the|our|moms?|dads?|wifes?|husbands?)',
  one: '(i|im|he|hes|she|shes|they|him|just|mom|mum|dad|mother|father|wife|husband|son|daughter|friend|boyfriend|girlfriend|brother|sister|partner|grandma|grandpa|person|someone|somebody|baby|kid|child|patient|roommate)',
  tight:
    '(pains?|hurts?|hurting|tight|tightness|tightening|tightens|pres+ure|heavy|heaviness|crushing|squeez@|burning|discomfort|aching)',
  took: '(took|taken|taking|swal+owed|swal+owing|ate|eaten|drank|pop+ed|downed|chugged|injected|snorted|ingested|chewed)',
  drug: '(pil+s?|tablets?|capsules?|meds?|medications?|medicines?|morphine|oxy@|percocets?|vicodin|hydro@|fentanyl|patch(es)?|methadone|gabapentin|tylenol|acetaminophen|ibuprofen|advil|aspirin|xanax|benzos?|valium|ativan|ambien|insulin|tramadol|ketamine|ket|opioids?|opiates?|painkil+ers?|norco|dilaudid|lyrica|amitriptyline|antidepres+ants?|lozenges?|troches?|heroin|meth|coke|cocaine|doses?|drugs?|bottle|them|those)',
  child:
    '(baby|toddler|kid|kids|child|son|daughter|grandson|granddaughter|grandchild|year old|yr old|grandkid|niece|nephew|dog|cat|puppy)',
  close:
    '(husband|hubby|wife|boyfriend|girlfriend|bf|gf|partner|fiance|ex|spouse|dad|father|stepdad|stepfather|mom|mother|stepmom|son|daughter|brother|sister|uncle|cousin|roommate|caregiver|carer|caretaker|family)',
  anyone: '(<close>|he|she|they|someone|somebody|man|guy|boss|neighbor|nurse)',
  me: '(me|us|<them>|my (kids?|children|son|daughter|mom|mother|dad|sister|brother|baby)|the (kids|children|baby)|our (kids|children))',
  people:
    '(him|her|them|you(?! (an?|over|the) )|u|someone|somebody|people|everyone|everybody|(that|my|the|your|this|those|these|every|al+ (of )?(you|the))~1 ?(doctors?|dr|nurses?|staff|boss|husband|wife|ex|neighbou?r|guy|man|woman|bitch|bastard|asshole|people|family|mom|dad|son|daughter|boyfriend|girlfriend|surgeon|pharmacist|receptionist|kids?|baby|brother|sister|roommate|landlord))(?! (mood|time|odds|pain))',
  them: '((her|him|them)(?=$| and| so| when| at| every| again| with| last| if| because| in front)|(my|our|the) (grandmother|grandfather|grandma|grandpa|mom|mother|dad|father|kids?|child|children|son|daughter|sister|brother|baby|wife|husband|friend)(?! s? ?(back|leg|arm|hand|knee|shoulder|feelings)))',
}
