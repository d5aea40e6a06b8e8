const WHOM =
  '(?:an? |some |the |your |any |one of (?:the|your) )?(?:actual |real |live |human |living )*(?:person|people|human|humans|human being|someone|somebody|nurse|doctor|staff|receptionist|agent|representative|rep|operator|anyone|team|clinic|employee|member of staff|staff member|front desk|clinician|provider)'

/** Asks for a person, in English or Spanish. Read against normalised words. */
const PATTERNS = [
  new RegExp(
    `\\b(?:can|could|may|might) (?:i|we) (?:please )?(?:just )?(?:talk|speak|chat|text|get|be connected|be put through|have)(?: to| with| in touch with)? ${WHOM}\\b(?! (?:s|give|explain|tell me how long))`,
  ),
  new RegExp(
    `\\b(?:want|need|like|prefer|rather|love|have|wish|trying) to (?:please |just )?(?:talk|speak|chat|text|be connected|be put through)(?: directly)? (?:to|with) ${WHOM}\\b`,
  ),
  new RegExp(
    `^(?:please |just |let me |hi |hello )*(?:talk|speak|chat|connect|transfer|switch|forward|get|give|put)(?: me)?(?: through)?(?: to| with)? ${WHOM}(?: please| now)*$`,
  ),
  new RegExp(
    `\\b(?:connect|transfer|switch|forward|put) me(?: through)? (?:to|with) ${WHOM}\\b|\\bget me ${WHOM}\\b|\\bgive me ${WHOM}\\b`,
  ),
  /^(?:please |i want |i need |can i have |a |an |no |i would like )*(?:actual |real |live )*(?:human|person|agent|representative|operator|staff|nurse|receptionist|human being|somebody real|someone real)(?: please| now)*$/,
  /\b(?:call|phone|ring|text|contact) me(?: back)?(?: please| at| on| when| today| tomorrow|$)|\b(?:have|get|ask) (?:someone|somebody|a nurse|a person|the doctor|a doctor|staff|them) (?:to )?(?:call|contact|phone|text|reach|email|get back to) me\b|\bcall ?back\b|\b(?:someone|somebody|anyone) (?:to )?(?:call|contact|get back to|help) me\b/,
  /\bis (?:there|this) (?:a |an |any ?)?(?:real |live |actual )?(?:human|person|someone|somebody|one|anyone)(?: i| we)?(?: can| could)? (?:talk|speak|chat)\b|\b(?:not|no|instead of|hate|stop) (?:a |the |this |with )*(?:bot|robot|machine|computer)s?\b.{0,60}\b(?:person|human|someone)\b/,
  /\b(?:hablar|comunicarme|chatear) con (?:una?|alguien|algun|el|la|su)? ?(?:persona|humano|enfermera|doctora?|medico|alguien|recepcionista|agente|representante|personal)?\b|\b(?:llamen|llamenme|me llamen|me pueden llamar|que me llamen|quiero una persona|persona real)\b/,
]

/** Whether the visitor asks to be brought to a person. */
export const asksForPerson = (normalized: string): boolean => PATTERNS.some((pattern) => pattern.test(normalized))
