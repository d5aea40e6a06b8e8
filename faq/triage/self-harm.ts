import { rule, softRule } from './rule.ts'

const SELF = '(?:my|him|her|them|your|thm) ?s[el]{1,3}[fv]e?s?'
const SUICID = 'su+[iy]?[cs]+[iuy]*[cs]?i?[dt]+[aei]?l?[aeil]?l?l?(?:al|y|s)?'
const LIFE = '(?:my|his|her|their|your|this)(?: own| whole| miserable)? life'
const GOING =
  '(?:going to|gon+a|want to|wants to|wan+a|plan(?:s|ning)? (?:to|on)|threat\\w+ to|decided to|think(?:ing)? (?:of|about)|ready to|might|wil+|tempted to|trying to|about to|urge to|feel like|could just|should just)(?: just)?'
const NOT = '(?:dont|do not|didnt|doesnt|does not|not|never|no longer|dnt|dont think i|dont know if i|not sure i)'
const NO_MORE = '(?:any ?more|no more|any longer|anymor)'

/** Suicide and self-harm in English, direct and oblique, whoever it is about. */
export const SELF_HARM = [
  rule(
    'self-harm',
    'direct',
    `(?:kil+|kil+ing|kil+s|kiled|unaliv(?:e|ing)|murder|hang(?:ing)?|shoot(?:ing)?|drown(?:ing)?) ${SELF}`,
    'kms|unalive|kil+ing myself',
    `(?:end|ending|ends) ${LIFE}`,
    `(?:take|takes|taking|took) (?:my|his|her|their)(?: own)? life`,
    'put (?:me|myself) out of my misery|let me die',
    `(?:end|ending) (?:it|things|everything)(?: all)? (?:all|for good|now|tonight|today|soon|myself|al+ready)`,
    `(?:how|when|where|going|gon+a|want|wan+a|decided|ready|rather) (?:im |am |to |i |going |just |gon+a |wil+ |ill )*end(?:ing)? (?:it|things)(?! (?:early|earlier|sooner|on))`,
    `(?:wan+t?s?|wan+a|wana|wants|wanted|wanting|hope|rather|ready|like|need|decided|deserve)(?: \\w+){0,2} (?:die|dye|be dead|stop living|stop existing|not exist|not wake up|never wake up)(?! (?:laughing|of laughter|out|off|down|young|from))`,
    'wan+a die|i (?:want|wish|hope) (?:for )?death',
    '(?:wish|wishes|wished)~ (?:dead|died|die|gone|never been born|never born|not wake up|wouldnt wake up|didnt wake up|didnt exist|wasnt here|wasnt alive|werent here|werent alive)',
    '(?:better|rather) (?:be )?(?:off )?dead|hope i (?:die|dont wake|never wake)',
  ),
  rule(
    'self-harm',
    'suicidal',
    `(?:im|i am|am|i|feel|feels|feeling|felt|been|being|is|was|were|hes|shes|theyre|getting|gets|get|became|so|really|kinda|very|bit|actively|passively) ${SUICID}(?! (?:disease|prevention|hotline|rates?))`,
    `(?:i|im|ive|he|hes|she|shes|they|theyre|my|having|have|has|had|got|keep|constant|daily|these)(?: \\w+){0,3} (?:${SUICID}|dark) (?:thou?g?h?ts?|thots?|ideations?|feelings?|urges?|plans?)`,
    `(?:think\\w*|thought|thoughts|consider\\w*|contemplat\\w+|plan\\w*|com+it+(?:ing)?|attempt\\w*|tried|talk(?:s|ing)?|threaten\\w*|going to|urge|want)~ ${SUICID}`,
    '(?:think(?:ing|s)?|thought|thoughts|talk(?:s|ing)?|dream(?:s|ing)?|fantasi[sz]\\w+)(?: \\w+){0,3} (?:about|of) (?:dying|death|being dead|ending (?:it|my|his|her|their)|not being (?:here|alive|around)|hurting (?:my|him|her|them) ?sel\\w+|jumping|cutting|overdosing)',
    `^(?:\\w+ )?${SUICID}(?: (?:now|tonight|please|pls|plz|thoughts|help))*$`,
  ),
  rule(
    'self-harm',
    'farewell',
    'suicide (?:note|letter|plan|pact)|goodbye (?:note|letters?|message|video|world|everyone|everybody|forever|mom|mum|mama|dad)',
    '(?:said|saying|say|text|texted|texting|wrote|writing|sent|sending|messaged)(?: \\w+){0,2} (?:goodbyes?|good bye)(?! to (?:my |the )?(?:pain|opioids|migraines?))',
    '(?:wrote|written|writing|write|left|leaving|leave)~ letters? (?:to|for) (?:my|the|our)(?: \\w+)? (?:kids|children|family|wife|husband|sons?|daughters?|parents|mom|mum|dad|loved|friends|boys|girls)',
    'affairs (?:are |all )?in order|gave away (?:all )?my (?:things|stuff|dog|cat|belongings)|giving away (?:all )?(?:my|his|her) (?:things|stuff|belongings)',
    'this is my (?:last|final) (?:message|goodbye|day|night)|(?:last|final) (?:day|night|christmas|birthday) (?:on (?:this )?earth|alive)',
    '(?:when|after|once) (?:im|i am|ive) gone(?! (?:for|to|on|from|through|in|back|home))',
  ),
  rule(
    'self-harm',
    'self-injury',
    `(?:cut+ing|cut+ed|starving|harm|harming|harms|harmed) ${SELF}`,
    '(?:i|im|she|shes|he|hes|they|been|started|keep|keeps|to) self ?harm\\w*|self ?harming',
    '(?:cut|cuts|slit|slash|slitting|cutting) (?:my|her|his|their) (?:wrists?|veins?|arms?|throat)',
    `(?:${GOING}|wanting to|afraid|scared|fantasi\\w+|makes me)~ (?:hurt|hurting|injure|cut) ${SELF}`,
    `(?:might|going to|gon+a|wil+) do something (?:stupid|drastic|terrible|permanent|bad)|do something to ${SELF}`,
    'not safe (?:with|from|around) myself|dont feel safe (?:with|around) myself|dont trust myself|afraid of what i (?:might|wil+|could|may) do',
  ),
  rule(
    'self-harm',
    'means',
    '(?:look|looking|looked|stare|staring|stand|standing|sitting|think|thinking|thought)(?: \\w+){0,4} (?:bridge|ledge|rooftop|overpass|cliff|train tracks)(?! (?:work|in my mouth|tooth|implant))',
    'jump(?:ing|ed)? (?:off|in front|from)|(?:step|stepping|walk|walking|run) (?:out )?(?:in front of|into) (?:a |the )?(?:train|traffic|car|bus|truck)',
    '(?:drive|driving|crash|crashing|steer|steering)~ (?:off the road|off a|off the|into a tree|into a wall|into traffic|into oncoming)',
    '(?:gun|pistol)(?: \\w+){0,2} (?:to|in|at|by) (?:my|his|her|their) (?:head|mouth|hand|lap|bed)|blow\\w* (?:my|his|her) (?:brains?|head)|bullet (?:in|through)',
    '(?:loaded|bought|got|have|has|getting|found|holding)(?: \\w+){0,2} (?:(?<!massage |nail |glue |heat |water )gun|noose|rope)',
    '(?:saved|saving|save|stockpil\\w+|counting|counted|hoard\\w*|collecting|staring at|looking at|enough)(?: up)?(?: \\w+){0,3} (?:pil+s|meds|tablets|morphine|oxy\\w*|insulin|fentanyl)(?: \\w+){0,2} (?:to (?:end|kil+|do it|die|finish)|saved|stashed|up|in front of|next to me)',
    '(?:have|got|has) enough (?:pil+s|meds|tablets|morphine|oxy\\w*|insulin|fentanyl)(?: \\w+){0,2} to (?:end|kil+|do|die|finish|be done)',
    `(?:saved|saving|stockpil\\w+|hoarding|counting) (?:up )?(?:all )?(?:my |his |her )?(?:pil+s|tablets|morphine)`,
    `${GOING} (?:take|taking|swal+ow\\w*|down|downing) (?:all|every|the whole|a whole|the entire)~ (?:pil+s|meds|medications?|bottle|tablets|it|them)`,
    `${GOING} (?:od|overdose|overdosing|oding|overdoze)(?! risk)`,
    'overdos\\w+ (?:on purpose|tonight)|od (?:tonight|on purpose)',
  ),
  rule(
    'self-harm',
    'burden',
    'bet+er of+(?: \\w+){0,3} (?:without me|without him|without her|w o me|if i|when i|if im|when im|if hes|if shes)|bet+er (?:if i|without me|with me gone)',
    'world(?: \\w+){0,4} without me|life would be easier without me',
    '(?:would|wil+|wont|nobody|no one)(?: even)? (?:miss me|notice|care)(?: me)? if (?:i|im) (?:am |was |were |just )?(?:gone|dead|die|died|disap+ear\\w*|not)',
    '(?:no ?one|nobody)(?: would|wil+|d)?(?: even)? (?:miss|misses) me',
    '(?:im|i am|feel like|being|such|just|become|becoming|am)(?: just| only| such| nothing but)*(?: a)?(?: huge| big| total)? burden',
  ),
  rule(
    'self-harm',
    'no reason',
    'no (?:reason|point|purpose|wil+|desire|sense|more reason)(?: left| more| for me| in me| at al+)?(?: to| in| of| for)? ?(?:live|living|go on|going on|keep going|continue|be here|be alive|being here|carry on|carrying on|exist\\w*|life|stay alive)',
    '(?:dont|do not|cant|cannot|can not) (?:even )?(?:see|find|have) (?:a |any |the |much )(?:reason|point|purpose)(?: left)?(?: to| in| of)? (?:live|living|go on|going on|keep going|continue|being here|be here|life|exist\\w*|carry\\w* on|any ?more)',
    '(?:nothing|noth?in|anything)(?: left| more)?(?: for me)?(?: to)? (?:live|living|look forward to) for|nothing left for me|nothing to live for|no will to live|lost the wil+ to live',
    '(?:whats|what is|what|wheres|see|seeing|is there) (?:even )?(?:the|any|no|a)(?: \\w+)? ?(?:point|reason|use)(?: of| in| to| for)?(?: me)?(?: even)? (?:living|life|live|going on|go on|being alive|being here|existing|staying alive|continuing|trying any ?more|any ?more)',
    'life(?: \\w+){0,3} (?:not|isnt|aint|no longer|wasnt) worth|(?:not|isnt|no longer|aint) worth (?:living|it any ?more|being alive|going on)',
    '(?:tired|sick|exhausted|fed up) (?:of|with) (?:living|being alive|life|existing|this life|being here|this world|my life|waking up)(?! (?:in|with|like|because|up))',
    '(?:done|finished|through) with (?:life|living|this life|this world|it al+|everything)|giv(?:e|ing|en) up on (?:life|living|everything)|gave up on (?:life|living)',
    '(?:cant|cannot|can not|dont know how|dont know if i can|dont think i can|how can i|how do i)(?: \\w+){0,3} (?:go on|keep going on|keep living|carry on|make it through (?:the|another) (?:night|day)|face another day|live another day|see another day)',
    `${NOT}(?: even| really| actually| just| ever)*(?: want| wan+a| wana| wants| wanted| wish| care| deserve| feel like)(?: \\w+){0,2}? (?:live|living|be alive|being alive|exist|existing|wake up|waking up|be here|being here|be around|go on|going on|keep going|continue|see tomor+ow)(?! (?:in|at|near|on|for|with (?:this |the |chronic |so much |constant |daily |my )?(?:pain|fibro\\w*|migraines?)|so early|early|when|right now at|after surgery))`,
    `${NOT} (?:want|wan+a|wants)(?: to)? (?:do this|be|do life|fight|keep fighting|try|stay)(?: here| alive)? ${NO_MORE}`,
  ),
  rule(
    'self-harm',
    'not long',
    '(?:wont|wil+ not|not going to|not gon+a|might not|may not|wouldnt|shouldnt) (?:even )?(?:be|stay|stick) (?:here|around|alive)(?: for)? ?(?:much|any|long|longer|anymore|tomor+ow|forever|to see)?(?! (?:next|on|in|at|for|until|till|this|by|the|that))',
    '(?:never|not going to|wont) (?:see|hear from|have to deal with|have to worry about|have to put up with|bother) (?:me|you|any of you|each other)(?: \\w+)? ?(?:again|any ?more|much longer)?',
    'wish i (?:could )?(?:just )?(?:disap+ear|not exist|go to sleep and)|want to (?:just )?(?:disap+ear|vanish)',
    '(?:sleep|fal+ asleep|go to bed)(?: \\w+){0,3} (?:forever|never wake|not wake|and not|dont wake)|(?:never|not|dont) (?:want to )?(?:ever )?wake up(?: again| any ?more| tomor+ow|$)',
    'no (?:other )?way out|only way out is|way out of this life|(?:decided|know|figured out)(?: \\w+)? how (?:im|i am|hes|shes|i|to|id|ill)(?: \\w+){0,3} (?:end|die|do it|go out)',
    'have a plan to (?:end|die|kil+)|plan to end',
  ),
  softRule(
    'self-harm',
    'despair',
    'kil+ me',
    `(?:cant|cannot|can not) (?:do|take|stand|handle|bear|deal with|tolerate|fight) (?:this|it|life|living)(?: life| shit)? ?${NO_MORE}`,
    '(?:cant|cannot) (?:live|go on living|keep living) (?:like this|this way)|(?:tired|sick) of living(?: like this| this way)?',
    'i give up(?=$| on| i| im)|no hope(?: left| for me)|(?:im|i am|feel|feeling)(?: so| completely| totally)? (?:hopeless|worthless)',
    'want (?:it|everything|this)(?: al+)? to (?:end|stop|be over)|(?:nobody|no one) can help(?: me)?',
    '(?:im|i am)(?: just| so| totally)? done(?=$)|(?:im|i am) at the end of my rope|end of my rope',
  ),
]

/** The same in Spanish. */
export const SELF_HARM_ES = [
  rule(
    'self-harm',
    'es',
    'suicid(?:arme|arse|armelo|a|o|io|e)|pensamientos suicidas|ideas suicidas',
    '(?:quitar(?:me|se|nos|te)?|quit[eo]|acabar con|terminar con|poner fin a|ponerle fin a) (?:la|mi|su|tu) (?:propia )?vida',
    '(?:me|se) (?:quier[oe]|voy a|va a|quisiera|pienso|piensa|deseo|dan ganas de|quiera) (?:a )?(?:matar|morir|ahorcar|suicidar|quitar la vida|dormir y no despertar)',
    '(?:quier[oe]|quisiera|deseo|desea|prefier[oe]|ganas de|pensando en|piens[oa] en|pensado en|voy a|va a|intent\\w+) (?:ya )?(?:morir(?:me|se)?|matar(?:me|se)|estar muert[oa]|desaparecer|quitarme la vida|no despertar|dormir y no despertar)',
    '(?:no|ya no) (?:quier[oe]|quisiera|tengo ganas de|tiene ganas de|deseo|puedo) (?:mas )?(?:seguir )?(?:vivir|viviendo|estar aqui|existir|despertar(?:me)?|estar viv[oa]|seguir aqui|seguir asi|seguir)',
    '(?:no|ya no) aguanto (?:mas )?(?:la vida|vivir|esta vida)|(?:acabar|terminar) con todo|acabar con (?:mi|su) (?:vida|sufrimiento)',
    '(?:hacer(?:me|se) dano|lastimar(?:me|se) a mi mism[oa]|quiero lastimarme|cortar(?:me|se)|autolesion\\w*|me corto)',
    '(?:estaria[n]?|estarian|estara[n]?|seria|es)~ mejor (?:sin mi|muert[oa]|si yo no|si no estuviera|si me muero)',
    '(?:no vale la pena|no tiene sentido|ya no tiene sentido|sin sentido|para que)~ (?:vivir|seguir viviendo|la vida|mi vida|seguir)',
    'no hay (?:razon|motivo|razones)(?: para)? (?:vivir|seguir|seguir viviendo)|(?:no tengo|sin) (?:razon|razones|motivos?|nada)(?: para| por)?(?: que| quien| lo que)? (?:vivir|seguir)',
    'ojala (?:me muera|no despiert\\w+|me muriera|estuviera muert[oa]|no existiera)',
    '(?:tirar|lanzar|aventar|arrojar)(?:me|se) (?:del?|de un|por|al|a las?|desde)|ahorcar(?:me|se)|(?:pegar|dar)(?:me|se) un tiro',
    'carta de despedida|despedirme de (?:todos|mi familia|mis hijos)|ya no estare (?:aqui|mas)|cuando ya no este',
  ),
  softRule(
    'self-harm',
    'es-despair',
    '(?:ya )?no puedo mas|ya no aguanto mas|quiero que todo (?:acabe|termine)|soy una carga',
  ),
]
