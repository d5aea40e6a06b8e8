import { subjectOf } from './subjects.ts'

/**
 * What a question wants to know about its subject, as regular expressions read against normalised words. "How is
 * fibromyalgia diagnosed?" and "Does ketamine help fibromyalgia?" share their subject and not their aspect. An entry
 * answers an aspect when its question or one of its phrasings asks it.
 */
const SOURCES: Record<string, string[]> = {
  cost: [
    'costs?|prices?|pricing|pay|paid|paying|expensive|afford|cheap|cheaper|fees?|dollars?|money|bucks|deposit|financing|discount',
    'how much (?:is|are|for)',
  ],
  insurance: [
    'insurance|insured|medicare|medicaid|medi cal|tricare|va|copay|reimburs\\w*|hsa|fsa|deductible|workers comp',
    'covered? (?:by|under)|cover (?:it|this|ketamine|infusions?|the cost)',
  ],
  diagnosis: [
    'diagnos(?:e|is|ing)|diagnosed with what|get tested|blood test|test for|mri',
    'how (?:is|are) \\w+(?: \\w+)? diagnosed',
  ],
  cause: [
    'what (?:causes?|triggers?|brings on)|causes? of',
    'why do (?:people|some people|women|i) (?:get|have|develop)',
  ],
  symptoms: ['(?:symptoms?|signs) of|early signs|what are the (?:symptoms|signs)'],
  outlook: [
    'curable|incurable|contagious|hereditary|genetic|inherited|prognosis|life expectancy|disability|disabled|stages?|wheelchair|menopause|fatal|terminal|autoimmune|progressive|remission',
    'how (?:common|rare|serious)|statistics|(?:be|am i) cured|get worse with age|with age',
    'how many (?:people|women|men|americans) (?:have|get|suffer)',
    '(?:does|do|can|will) (?:\\w+ ){1,3}(?:spread|heal|go away|run in families|shorten)|die (?:of|from)',
  ],
  'self-care': [
    'diets?|foods?|exercises?|exercising|stretch\\w*|turmeric|supplements?|vitamins?|herbs?|herbal|home remed\\w+|natural remed\\w+|heating pad|ice pack|yoga|meditat\\w+|massages?|mattress|pillow|essential oils?|sleeping position',
    'how (?:do|can|could) (?:i|you|people|one|we) (?:sleep|cope|rebuild|relax|relieve|get rid|manage|reduce|prevent|deal|taper|stop|quit|wean)',
  ],
  harm: [
    'side effects?|risks?|danger|dangers|dangerous|toxic|toxicity|overdose|deadly|hallucinat\\w*|dissociat\\w*|k ?hole|bladder|liver|heart attack|addict\\w*|hooked on|habit forming|withdrawal|dependence|dependent|blood pressure',
    '(?:can|could|does|will|do) (?:it|ketamine|this|a ketamine infusion|infusions?|the infusions?) (?:hurt|harm|damage|kill|cause)',
    '(?:make|give) (?:me|you|people|someone|patients) (?:sick|nauseous|dizzy|sleepy|high|drowsy|tired|worse|crazy|loopy)',
  ],
  'long term': [
    '(?:safe|safety|effects?|harm|risks?|use)\\b.{0,120}\\b(?:long term|in the long run|over (?:many|the) years)',
    'long term (?:safety|effects?|use|risks?|harm|studies)',
  ],
  lasting: [
    'how long (?:does|do|will|would|can|might) (?:the |its |it |ketamine |infusion |a )*(?:relief|effects?|benefits?|results?|pain relief|it)(?: \\w+){0,3} last',
    'how long (?:does|do|will) (?:it|the \\w+|they) (?:last|work|keep|wear|stay)|how long (?:until|before) the pain',
    'wear(?:s|ing)? off|permanent(?:ly)?|cure[ds]?|for good|come(?:s)? back after|boosters?|maintenance|stay in (?:your|my|the) (?:system|body)|effects? (?:stay|last)\\w*',
  ],
  speed: [
    'how (?:fast|quick|quickly|soon)|right away|kicks? in|immediate(?:ly)?',
    'how long (?:before|until|till|does it take)',
  ],
  rate: [
    '(?:response|success|cure|remission|failure) (?:rates?|stats|statistics|numbers)|odds|chances? (?:of|that|it)',
    'what (?:percent|percentage|proportion|fraction|share) of (?:\\w+ ){0,5}?(?:patients|people)? ?(?:respond|improve|benefit|get better|get relief|who get)',
    'how (?:likely|often) (?:does|is|will) (?:it|ketamine) (?:work|help|fail|be|effective|successful)',
    'how many (?:of your )?(?:\\w+ )?(?:patients|people) (?:respond|improve|benefit|get (?:better|relief)|have you)',
  ],
  age: [
    'children|child|kids|teens?|teenagers?|adolescents?|minors?|pediatric|elderly|seniors?|too old|too young|age limit|minimum age|years? old',
  ],
  pregnancy: ['pregnan\\w+|breastfe\\w+|nursing (?:mother|mom|my)|fertility|conceive|ivf'],
  visit: [
    'parking|directions|weekends?|opening|appointments?|cancel\\w*|refunds?|waitlist|waiting list|phone number|fax|email|fasting|driving|driver|ride home|uber|same day|telehealth|zoom|open on|hours of|business hours|office hours|(?:your|clinic) hours|what time|new patients?|intake|consultation|wheelchair accessible',
    'book|reschedule|sign up|get started|set up|eat (?:before|after|or)|(?:what|should|can|to) (?:i |we |people |patients )*(?:bring|wear)|(?:i|can|to) drive',
    'how (?:do|can|would) (?:i|we|people) (?:start|begin|sign|get (?:in|started|seen|an))',
  ],
  referral: ['referral|referrals|referred by|prior authori[sz]ation|medical records'],
  comparison: [
    '(?:better|worse|stronger|safer|cheaper|more effective|different) (?:than|from)|versus|vs|instead of|difference between|which (?:is|works|one is) better',
    'compared? (?:to|with) (?!what|placebo)\\w+',
  ],
  mixing: [
    'interact\\w*|clash\\w*|mix|mixing|mixed|while (?:taking|on|using)|with (?:alcohol|antidepressants|benzos|weed)',
    'ketamine and (?:alcohol|benzos|weed|cannabis|antidepressants|ssris|suboxone)',
  ],
  form: [
    'at home|nasal|nose spray|spray|intranasal|oral|lozenges?|troches?|sublingual|under the tongue|by mouth|ketamine (?:tablets?|pills?)|pill form|cream|topical|intramuscular|im injection|spravato|esketamine|mail order',
  ],
  dose: ['dose|doses|dosage|mg|strength|how much ketamine|drip rate|mcg|bolus|concentration of'],
  research: [
    'sample size|effect size|p value|citations?|cite|published|journal|pdf|doi|authors?|peer reviewed|meta analysis|double blind|conflict of interest|who funded',
    'how (?:big|large|old|recent) (?:was|were|is|are)|who (?:is|was|are|were) (?:mercadante|mercandante|yang|bell|kehlet|sorensen|graven|nielsen)',
    'how many (?:people|patients|participants|subjects|women|studies|trials) (?:were|did|took|was) ?(?:in|bell|part|studied|tested|enrolled)?',
  ],
  experience: [
    'what (?:does|will|would|is) (?:it|an infusion|a ketamine infusion|the infusion|ketamine)(?: \\w+){0,2} feels? like|(?:feel|feels) like (?:during|on|when)',
    'trip(?:ping)?|scary|scared of the infusion|awake during|asleep during|conscious|knocked? out|put under|sit with|in the room|out of body|get high|get you high|feel high|like being drunk',
    'does (?:it|that|the \\w+|an infusion) hurt|(?:treatment|infusions?|iv|needle|it) (?:painful|hurt)',
  ],
  kind: [
    'is (?:ketamine|it|this)(?: considered| classed as| classified as| really| actually| just)? an? (?:opioid|opiate|narcotic|stimulant|sedative|barbiturate|benzo\\w*|antidepressant|steroid|painkiller|tranquili[sz]er|drug|nsaid)',
  ],
  origin: ['invented|discovered|who makes|which brand|what brand|manufactur\\w+|where do you get'],
  staff: [
    'credentials?|licensed|board certified|anesthesiologist|who (?:gives|administers|runs|will be)|monitor(?:ed|ing)?|doctor s name|experience does|training',
  ],
  law: ['legal|illegal|fda|approved|approval|dea|controlled substance|off label|drug test'],
  animals: ['dogs?|cats?|horses?|pets?|vet|veterinary|veterinarian|animals?'],
  street: ['street|party|parties|recreational\\w*|club|rave|snort\\w*|dealer|buy (?:ketamine|it|some)'],
  offer: [
    'do (?:you|they)(?: all)?(?: also| guys| folks)? (?:offer|provide|sell|prescribe|accept|perform|carry|rent)|can (?:you|they) (?:prescribe|offer|send)',
    'do (?:you|they) also (?:do|give|use|treat)|do (?:you|they) (?:do|give) (?!ketamine|it|this|infusions)\\w+',
  ],
}

const ASPECTS = Object.entries(SOURCES).map(([name, sources]) => ({
  name,
  pattern: new RegExp(`\\b(?:${sources.join('|')})\\b`),
}))

/** The names of the aspects that a normalised question asks. */
export function aspectsOf(question: string): string[] {
  const names = ASPECTS.filter(({ pattern }) => pattern.test(question)).map(({ name }) => name)
  return asksMeaning(question) || asksNature(question) ? [...names, 'meaning'] : names
}

const MEANING =
  /^(?:so |and |but |what about )*(?:what (?:is|are|exactly is|does)|define|definition of|meaning of|explain|tell me about)(?: exactly| even| a| an| the)* (.+?)(?: mean| means| exactly| anyway| like| stand for)*$/
/** Words that stand beside a condition's name without adding a question. */
const BESIDE = /^(?:chronic|pain|syndrome|disease|disorder|condition|neuropathic|complex|regional)$/

/** Asks what a condition or medicine is, and no more: "what is CRPS". */
function asksMeaning(question: string): boolean {
  const named = MEANING.exec(question)?.[1]?.split(' ') ?? []
  const isSubject = (word: string): boolean => subjectOf(word) !== null
  return named.length <= 4 && named.some(isSubject) && named.every((word) => isSubject(word) || BESIDE.test(word))
}

const NATURE =
  /^(?:is|are) (.+?) (?:painful|serious|real|bad|rare|chronic|permanent|deadly|normal|common|dangerous|treatable|a (?:real )?disease|a disability)$/

/** Asks what a condition is like: "is endometriosis painful". */
const asksNature = (question: string): boolean =>
  (NATURE.exec(question)?.[1] ?? '').split(' ').some((word) => subjectOf(word) !== null)
