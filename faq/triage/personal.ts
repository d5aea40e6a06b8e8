import { subjectOf } from '../lexicon/subjects.ts'

/**
 * Questions that ask for advice on a person's own case. Read on the server against normalised words ("can i", "do not").
 * They are never answered from the article, so every pattern may also catch a question that is a little too general.
 */

const ME = '(?:i|we|me|us|he|she|they|him|her|them|my (?:\\w+ )?\\w+|our \\w+|mom|dad|a patient of mine)'
const FOR_ME =
  '(?:me|us|him|her|them|someone like me|people like me|somebody like me|my \\w+|my case|my situation|my condition|myself)'

/** Asks for a decision about someone. Enough by itself. */
const ADVICE: [string, RegExp][] = [
  [
    'should',
    new RegExp(`(?<!who |why |what )\\bshould ${ME}\\b(?! (?:expect|know|talk to|speak to|ask|trust|believe))`),
  ],
  [
    'should',
    /\b(?:what|which|how much|how many|how often|how long|when) should (?:i|we|my \w+|he|she)\b(?! (?:expect|know))/,
  ],
  [
    'should',
    /\b(?:if|whether) (?:i|he|she|we|my \w+) should\b|\b(?:is it|would it be) (?:ok|okay|safe|wise|smart|bad|dangerous|better|best|a good idea|a bad idea|fine|all right|alright|risky) (?:for me |for my \w+ |for him |for her )?(?:if|to) (?:i|we|he|she|my|take|stop|keep|mix|combine|drink|drive|have|skip|quit|cut|wait)\b/,
  ],
  [
    'safe-for-me',
    new RegExp(
      `\\b(?:ok|okay|safe|safer|good|right|suitable|appropriate|dangerous|bad|risky|best|wise|worth it|an option|option|possible|recommended|help|work|effective|useful|fit) for ${FOR_ME}\\b(?! (?:pain|insurance|doctor|website))`,
    ),
  ],
  [
    'candidate',
    new RegExp(
      `\\b(?:am|is|are|would|could|will|can|if|do|does|did) ${ME}(?: \\w+){0,2} (?:candidate|eligible|qualify|qualified|good fit|approved|accepted|disqualified|excluded)\\b`,
    ),
  ],
  [
    'candidate',
    /\b(?:disqualif\w+|rule[sd]? (?:\w+ )?out|exclude[sd]?) (?:me|him|her|my \w+|us)\b|\brules? (?:me|him|her|us) out\b|\b(?:do|would|could|might|will) (?:i|we|he|she) qualify\b|\bdoes (?:that|this|it) (?:mean|disqualify|exclude|rule|stop|prevent|matter|count)\b/,
  ],
  [
    'works-for-me',
    /\bfor (?:someone|somebody|people|a person|anyone) like (?:me|him|her|us|my \w+)\b|\b(?:will|would|could|can|does|might|is|should|if) (?:it|this|that|ketamine|the \w+|infusions?|they|treatment)(?: \w+){0,3} (?:work|help|be good|be safe|be ok|be okay|be right|hurt|harm|fix|cure|affect|interfere|interact|suit)(?: \w+)?(?: for| with)? (?:me|him|her|us|my (?:mom|mother|mum|dad|father|wife|husband|son|daughter|sister|brother|grandma|grandmother|grandpa|friend|partner|case|situation|kid|child|medication|medications|meds|medicine|pills))\b(?! (?:sleep|understand|know|find))/,
  ],
  [
    'stop-medicine',
    /\b(?:can|could|may|might|must|do|shall|would) (?:i|we|he|she|they|my \w+)(?: \w+){0,2} (?:take|taking|stop|quit|drop|skip|start|restart|switch|increase|raise|reduce|lower|cut|double|keep|continue|mix|combine|taper|wean|come off|get off|go off|go without|drink|smoke|replace|hold|pause|miss|crush|split)\b(?! (?:what|this website|the website|this page|my information|notes|a photo|a picture|it as (?:medical )?advice))/,
  ],
  [
    'can-i-have',
    /\b(?:can|could|may|will|would|am) (?:i|we|he|she|my \w+)(?: \w+){0,2} (?:have|get|do|try|use|receive|allowed|be given|be treated|undergo|tolerate|go ahead)(?: \w+){0,4} (?:if|with|while|when|despite|after|at my age|on|even|because|since|given|without)\b/,
  ],
  [
    'my-dose',
    /\b(?:what|which|how much|how high|how big|how many mg|how many milligrams)(?: \w+){0,3} (?:dose|dosage|ketamine|mg|milligrams)(?: \w+){0,4} (?:i|me|my|he|she|him|her|we)\b|\b(?:my|his|her) (?:dose|dosage)\b|\b\d{2,3} (?:pounds|kg)\b(?=.{0,120}\b(?:dose|how much|mg|ketamine|need|get)\b)|\b(?:dose|how much|how many mg)\b.{0,120}\b(?:weigh|weighs|\d{2,3} (?:pounds|kg))\b/,
  ],
  [
    'too-much',
    /\b\d+ ?(?:mg|mcg|pills|tablets)\b.{0,120}\b(?:too much|too high|too low|enough|ok|okay|safe|normal|a lot)\b|\b(?:too much|too many|too high|too low|enough)\b.{0,120}\b(?:my|i take|i am on|am taking)\b/,
  ],
  [
    'recommend',
    /\bwhat (?:would|do|should|can) (?:you|u) (?:recommend|suggest|advise|prescribe|give|do)(?: \w+){0,3} (?:me|my|i|if|him|her)\b|\bwhat (?:do|can|should|would) (?:i|we) (?:do|take|try)\b(?! (?:to learn|with this chat|here))|\bwhat would you do\b|\b(?:your|a second) opinion\b|\b(?:tell|advise) me (?:yes or no|what to do|what to take|if i|whether i|how much)\b|\bwhat is (?:best|right|wrong|going on) (?:for|with) (?:me|my|him|her|us)\b|\bdo you think (?:i|my|it would|it will|this would|ketamine would|ketamine will|he|she)\b/,
  ],
  [
    'my-symptoms',
    /\b(?:do|could|might|may|does) (?:i|he|she|my \w+) have (?!to\b)(?!a question\b)(?!any\b)\w+|\bis (?:this|that|it|my \w+)(?: \w+)? (?:normal|serious|crps|fibro\w*|arthritis|neuropathy|cancer|tmj|a migraine|migraines?|endo\w*|hyperalgesia|nerve pain|nerve damage|central sensitization|an infection|infected)\b(?= |$)(?! (?:used|treated|something))|\bwhat is wrong with\b|\bwhy (?:is|are|does|do|am) my\b|\bwhy (?:am|do) i (?:feel|hurt|have|always|still|keep|getting|in)\b|\bdiagnose me\b|\b(?:know|tell|sure|check|find out) (?:if|whether) (?:i|he|she|we|my \w+) (?:have|has|got|is|might)\b/,
  ],
  [
    'professional',
    /\b(?:ok|okay|safe|reasonable|appropriate|fine) to (?:infuse|give|start|treat|proceed|dose|administer|refer|use)\b|\bwould you (?:treat|infuse|see|take|accept|give|start|recommend)\b|\b(?:candidate|contraindicated)\b.{0,120}\b(?:patient|he|she|him|her|i|my)\b/,
  ],
  [
    'es',
    /\b(?:puedo|podria|debo|deberia|tengo que|puede mi|debe mi|deberiamos|podemos)(?: \w+)? (?:dejar|tomar|parar|suspender|mezclar|combinar|reducir|bajar|subir|usar|recibir|seguir|ponerme|hacerme|cambiar|empezar|probar|beber|manejar|tener|intentar)\b|\b(?:seguro|segura|bueno|recomendable|peligroso|adecuado) para (?:mi|ella|el|mi \w+)\b|\bsoy (?:un |una )?(?:buen |buena )?candidat\w+|\bque (?:debo|deberia|puedo|hago|me recomienda\w*)\b|\bme (?:recomienda\w*|aconseja\w*|conviene|sirve|ayudaria|funcionaria|serviria|puede ayudar a mi)\b|\bcuanto (?:debo|tengo que|necesito) tomar\b/,
  ],
]

/** Asks whether something one has is a certain condition; the word that it captures must name one. */
const NAMED_CONDITION =
  /\b(?:is|could|can|might|may|would)(?: (?:it|this|that|these|my \w+(?: \w+)?))(?: be| really be| just be)?(?: a| an| the| some kind of)? (\w+)\b|\bi (?:think|guess|believe|suspect|bet|feel like) (?:i|my \w+)(?: \w+)? (?:have|has|got|is|might have|may have) (?:a |an )?(\w+)|\bi have (\w+)(?: \w+)? (?:right|correct|no|do i not|do i)$/g

/** Says something about someone's own case. */
const OWN_CASE =
  /\b(?:i (?:have|had|take|use|was|used|got|get|weigh|tried|smoke|drink)|i am (?:on|a|allergic|taking|pregnant|diabetic|bipolar|\d+|in|so|very|trying|currently|still|being|also|scheduled|having)|i have (?:been|had|tried|got)|my (?:mom|mother|mum|dad|father|wife|husband|son|daughter|sister|brother|grandma|grandmother|grandpa|partner|friend|boyfriend|girlfriend|kid|child|blood pressure|heart|liver|kidneys?|foot|back|leg|arm|hand|head|face|doctor|pain|meds|medication|medications|history|wife s|surgeon)|on \d+ ?mg|\d+ ?mg|allergic to|\d{1,3} ?(?:yo|y o|f|m|year old)|patient (?:with|on|has)|diagnosed|tengo|tomo|mi (?:mama|madre|papa|padre|hijo|hija|esposo|esposa))\b/

/** Asks whether that case is all right. Only together with a case of one's own. */
const ABOUT_CASE =
  /\b(?:is|are|would|will|can|could|do|does|may|am) (?:it|that|this|those|they|i|either|any of (?:that|these|those)|ketamine|an infusion|infusions|the infusion|he|she|we)\b.{0,120}\b(?:ok|okay|safe|safely|alright|all right|fine|problem|issue|matter|allowed|interfere|conflict|bad|risk|risky|dangerous|still|candidate|eligible|contraindicated|interact|harm|hurt|react|count|affect)\b|\b(?:ketamine|it|infusion|infusions) (?:ok|okay|safe|for me)\b|\b(?:ok|okay|safe|allowed|any (?:chance|hope))(?: \w+){0,5}$|\bok with\b|\bsafe with\b/

/** Wording that makes plain that people in general are meant. */
const GENERAL =
  /\b(?:in general|generally|for people|people in general|for patients|in theory|most people|most patients|for other people|according to|the article|this article|your article|the page|studies|research)\b/

/** The kind of advice that is asked for in one question of a message, or null. `whole` is the whole message. */
export function personalAdvice(question: string, whole: string): string | null {
  if (GENERAL.test(question)) return null
  for (const [kind, pattern] of ADVICE) if (pattern.test(question)) return kind
  for (const [, ...named] of question.matchAll(NAMED_CONDITION)) {
    if (named.some((word) => word !== undefined && subjectOf(word) !== null)) return 'my-symptoms'
  }
  if (OWN_CASE.test(whole) && ABOUT_CASE.test(question) && whole.length - question.length < 160) return 'own-case'
  return null
}
