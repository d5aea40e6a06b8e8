import { subjectOf } from './subjects.ts'

/**
 * What a question wants to know about its subject. "How is fibromyalgia diagnosed?" and "Does ketamine help fibromyalgia?"
 * share their subject and not their aspect. An entry answers an aspect when its question or one of its phrasings asks it.
 * Read against normalised words.
 */
export const ASPECTS: { name: string; pattern: RegExp }[] = [
  {
    name: 'cost',
    pattern:
      /\b(?:costs?|prices?|pricing|pay|paid|paying|expensive|afford|cheap|cheaper|fees?|dollars?|money|bucks|deposit|financing|discount)\b|\bhow much (?:is|are|for)\b/,
  },
  {
    name: 'insurance',
    pattern:
      /\b(?:insurance|insured|medicare|medicaid|medi cal|tricare|va|copay|reimburs\w*|hsa|fsa|deductible|workers comp)\b|\bcovered? (?:by|under)\b|\bcover (?:it|this|ketamine|infusions?|the cost)\b/,
  },
  {
    name: 'diagnosis',
    pattern:
      /\b(?:diagnos(?:e|is|ing)|diagnosed with what|get tested|blood test|test for|mri)\b|\bhow (?:is|are) \w+(?: \w+)? diagnosed\b/,
  },
  {
    name: 'cause',
    pattern:
      /\bwhat (?:causes?|triggers?|brings on)\b|\bwhy do (?:people|some people|women|i) (?:get|have|develop)\b|\bcauses? of\b|\bis \w+ (?:genetic|hereditary|contagious)\b/,
  },
  { name: 'symptoms', pattern: /\b(?:symptoms?|signs) of\b|\bearly signs\b|\bwhat are the (?:symptoms|signs)\b/ },
  {
    name: 'harm',
    pattern:
      /\bside effects?\b|\brisks?\b|\b(?:danger|dangers|dangerous|toxic|toxicity|overdose|deadly|fatal|die from|death|hallucinat\w*|dissociat\w*|k ?hole|bladder|liver|heart attack|addict\w*|hooked|habit forming|withdrawal|dependence|dependent|long term effects|complications of ketamine|blood pressure)\b|\b(?:can|could|does|will) (?:it|ketamine|this|a ketamine infusion|infusions?) (?:hurt|harm|damage|kill|cause|make|give)\b/,
  },
  {
    name: 'lasting',
    pattern:
      /\bhow long (?:does|do|will|would|can|might) (?:the |its |it |ketamine |infusion |a )*(?:relief|effects?|benefits?|results?|pain relief|it)(?: \w+){0,3} last\b|\bhow long (?:does|do|will) (?:it|the \w+|they) (?:last|work|keep|wear|stay)\b|\bwear(?:s|ing)? off\b|\bpermanent(?:ly)?\b|\bcure[ds]?\b|\bfor good\b|\bcome back after\b|\bboosters?\b|\bmaintenance\b|\bstay in (?:your|my|the) (?:system|body)\b|\beffects? (?:stay|last)\w*\b/,
  },
  {
    name: 'speed',
    pattern:
      /\bhow (?:fast|quick|quickly|soon)\b|\bright away\b|\bhow long (?:before|until|till|does it take)\b|\bkicks? in\b|\bimmediate(?:ly)?\b/,
  },
  {
    name: 'rate',
    pattern:
      /\bsuccess rate\b|\b(?:response|success|cure|remission|failure) (?:rates?|stats|statistics|numbers)\b|\bwhat (?:percent|percentage|proportion|fraction|share) of (?:your |the |people |ketamine )*(?:patients|people)? ?(?:respond|improve|benefit|get better|get relief|who get)\b|\bodds\b|\bhow (?:likely|often) (?:does|is|will) (?:it|ketamine)\b|\bhow many (?:of your )?(?:patients|people) (?:respond|improve|benefit|get (?:better|relief)|have you treated)\b|\bchances? (?:of|that|it)\b/,
  },
  {
    name: 'age',
    pattern:
      /\b(?:children|child|kids|teens?|teenagers?|adolescents?|minors?|pediatric|elderly|seniors?|too old|too young|age limit|minimum age|years? old)\b/,
  },
  { name: 'pregnancy', pattern: /\b(?:pregnan\w+|breastfe\w+|nursing (?:mother|mom|my)|fertility|conceive|ivf)\b/ },
  {
    name: 'visit',
    pattern:
      /\b(?:parking|address|located|directions|weekends?|opening|appointments?|cancel\w*|refunds?|waitlist|waiting list|phone number|fax|email|bring|wear|fasting|drive|driving|driver|ride home|uber|same day|telehealth|zoom|virtual|open on|hours of|business hours|office hours|what time|new patients?|intake|consultation)\b|\b(?:your|clinic) hours\b|\b(?:book|reschedule|sign up|get started|make an appointment|set up)\b|\beat (?:before|after|or)\b|\bhow (?:do|can|would) (?:i|we|people) (?:start|begin|sign|get (?:in|started|seen|an))\b/,
  },
  { name: 'referral', pattern: /\breferr?(?:al|ed|als)\b|\bprior authori[sz]ation\b|\bmedical records\b/ },
  {
    name: 'comparison',
    pattern:
      /\b(?:better|worse|stronger|safer|cheaper|more effective|different) (?:than|from)\b|\b(?:versus|vs)\b|\bcompared? (?:to|with) (?!what|placebo)\w+|\binstead of\b|\bdifference between\b|\bwhich is better\b/,
  },
  {
    name: 'mixing',
    pattern:
      /\binteract\w*\b|\bclash\w*\b|\b(?:mix|mixing|mixed)\b|\bwhile (?:taking|on|using)\b|\bwith (?:alcohol|antidepressants|benzos|weed)\b|\bketamine and (?:alcohol|benzos|weed|cannabis|antidepressants|ssris|suboxone)\b/,
  },
  {
    name: 'form',
    pattern:
      /\b(?:at home|nasal|nose spray|spray|intranasal|oral|lozenges?|troches?|sublingual|under the tongue|by mouth|tablets?|pill form|cream|topical|intramuscular|im injection|patch|spravato|esketamine|mail order|online)\b/,
  },
  {
    name: 'experience',
    pattern:
      /\bwhat (?:does|will|would|is) (?:it|an infusion|a ketamine infusion|the infusion|ketamine)(?: \w+){0,2} feels? like\b|\b(?:feel|feels) like (?:during|on|when)\b|\btrip(?:ping)?\b|\bdoes (?:it|that|the \w+|an infusion) hurt\b|\b(?:scary|scared of the infusion|awake during|asleep during|conscious)\b|\bknocked? out\b|\bput under\b|\bsit with\b|\bin the room\b|\b(?:out of body|get high|get you high|feel high)\b/,
  },
  {
    name: 'staff',
    pattern:
      /\b(?:credentials?|licensed|board certified|anesthesiologist|who (?:gives|administers|does|runs|will be)|monitor(?:ed|ing)?|doctor s name|experience does)\b/,
  },
  { name: 'law', pattern: /\b(?:legal|illegal|fda|approved|approval|dea|controlled substance|off label|drug test)\b/ },
  {
    name: 'offer',
    pattern:
      /\bdo (?:you|they)(?: all)?(?: also| guys| folks)? (?:do|offer|provide|sell|prescribe|accept|take|carry|have|give|perform|treat|see|work with|run)\b|\bcan (?:you|they) (?:prescribe|do|offer|send|give|write)\b/,
  },
]

/** The names of the aspects that a normalised question asks. */
/** The names of the aspects that a normalised question asks. */
export const aspectsOf = (question: string): string[] => {
  const names = ASPECTS.filter(({ pattern }) => pattern.test(question)).map(({ name }) => name)
  return asksMeaning(question) ? [...names, 'meaning'] : names
}

const MEANING =
  /^(?:so |and |but |what about )*(?:what (?:is|are|exactly is|does)|what s|define|definition of|meaning of|explain|tell me about|whatis)(?: exactly| even| a| an| the)* (.+?)(?: mean| means| exactly| anyway| like| stand for)*$/

/** Asks what a condition or medicine is, and no more: "what is CRPS". */
function asksMeaning(question: string): boolean {
  const named = MEANING.exec(question)?.[1]?.split(' ') ?? []
  return (
    named.length > 0 &&
    named.length <= 4 &&
    named.some((word) => subjectOf(word) !== null) &&
    named.every(
      (word) =>
        subjectOf(word) !== null ||
        /^(?:chronic|pain|syndrome|disease|disorder|condition|neuropathic|complex|regional)$/.test(word),
    )
  )
}
