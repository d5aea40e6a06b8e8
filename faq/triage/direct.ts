import { DIRECT_WORDS } from './direct-words.ts'
import { rulesWith } from './rule.ts'

const rule = rulesWith(DIRECT_WORDS)

/** The plainest wording of every kind, English and Spanish. Every byte of it is loaded by the visitor's browser. */
export const DIRECT = [
  rule(
    'overdose',
    'took',
    '<took>~2 (whole|entire|full) (bottle|box|pack)',
    '<took>~2 (too (many|much)|handful|bunch|double|\\d\\d(?! ?(m[gcil]|week|day|year)))~4 <drug>(?! (a |per|for|every|each|inf|mg))',
    '<took> (bleach|poison)|(baby|toddler|kid) <took>~4 <drug>',
    '(tom[eo]|trag[ueo]+)~2 (demasiad@|much[ao]s|frasco|todas)',
  ),
  rule(
    'overdose',
    'overdosed',
    '(i|ive|he|she|is|has|just) (overdosed|overdosing|oded|odd)|having an overdose|t@ una sobredosis',
  ),
  rule(
    'self-harm',
    'direct',
    '(kil+|unaliv|hang|shoot|drown)(e|ing|s)? <self>|kms',
    '(end(ing)?|tak(e|ing)) <life>(?! back)|let me die|end(ing)? it (al+|tonight)|way~5 to die|no (other )?way out|(and|to) never wake up',
    '<want>~2 (die|be dead|not exist)(?! (laughing|of|out|off|down|young|from))',
    '(wish|hope) i( was| were)? (dead|die|dont wake|never wake)|(bet+er off|happier) dead',
  ),
  rule(
    'self-harm',
    'suicidal',
    '(im|am|feel@|hes|shes|so) <suicid>',
    '(hav@|had|these)( really)? (<suicid>|dark) thou?g?h?ts?',
    '(think@|thoughts?|consider@|plan@|com+it@|attempt@|talk@|threaten@)( about| of| to)? (<suicid>|dying|death|ending it|not being here)|^<suicid>$',
  ),
  rule(
    'self-harm',
    'means',
    'cut+ing <self>|<will> (hurt|harm|cut) <self>|self ?harming|(slit|cut)@ my wrists?',
    '<will> do something stupid|(dont|not|never)~ safe with myself',
    '<will> take al+~2 pil+s|enough pil+s to|saving up~2 pil+s|gun to~ head|jump(ing)? off|going to overdose',
  ),
  rule(
    'self-harm',
    'burden',
    'bet+er of+~ (without me|if i)|(no ?one|nobody) would (miss me|care if|notice if)|(im|like|nothing|such) a burden',
  ),
  rule(
    'self-harm',
    'no reason',
    '(no|the|any|dont see a) (reason|point|wil+)( left)? (to|in|of) <live>|nothing~3 live for|life~ (not|isnt) worth',
    'tired of being alive|(done with|give up on) life',
    '(dont|do not|doesnt|does not|no longer)( even)? (want|wan+a)( to)? (live|be alive|exist|wake up|be here|be around)(?=$| (any|no|tom|and|i |like))',
    'cant go on(?=$| (any|like))|(wont|not) be (here|around|alive) (much|tomor+ow)',
  ),
  rule(
    'self-harm',
    'es',
    '(suicid|quit)ar(me|se)|pensamientos suicidas|(quit@|acabar con|terminar con) (la|mi) vida',
    '(me (quiero|voy a)|se (quiere|va a)) (matar|morir)|(quiero|voy a|prefiero) (morir(me)?|matarme|desaparecer|hacerme dano)',
    'no (me )?quier[oe]( seguir)? (vivir|viviendo|estar aqui|despertar)|mejor sin mi|razones para vivir|sentido a la vida',
  ),
  rule(
    'medical',
    'chest',
    'chest (pains?|hurts|(is |feels |feeling )?tight@)|(pains?|tight@|pres+ure)( feeling| pain)? (in|on|across) my chest',
    '(having|this is)~2 (heart at+ack|stroke|seizure|al+ergic reaction)|my heart~3 (racing|pounding|fast)|worst headache~ life',
  ),
  rule(
    'medical',
    'breathing',
    '(cant|cannot|not|isnt|barely|hard to|stopped)( catch my)? breath(e|ing)?(?! through)|trouble breath@|short of breath|(lips|shes|hes)( are)?( turning)? blue',
    '(throat|tongue|lips)~3 (clos@|swel@|swol@|tight@)|anaphyla@',
  ),
  rule(
    'medical',
    'signs',
    'fainted|(i|just) pas+ed out|(is|hes|shes) unconscious|(to|might) (faint|pas+ out)|(he|she|<close>)~ (not|wont|isnt) (wak@( up)?|respond@)(?! to)|cant wake (him|her)',
    'face~ droop@|speech~ slur@|sudden@~4 numb',
    '(wont|cant) stop bleeding|bleeding (wont stop|heavily|badly|a lot)|(cough|vomit|throw)ing( up)? blood|blood in my (vomit|stool)',
    '(need|cal+|get|send)( an)? (ambulance|911)|this is an emergency|(im|i am) dying(?=$| (pl|help))',
  ),
  rule(
    'medical',
    'es',
    '(dolor|duele|presion|aprieta)~4 pecho|(teniendo|dando) un (infarto|derrame)|no (puedo|puede) respirar|me falta~ aire',
    '(me|se)~2 desmay@|esta inconsciente|no (respira|despierta|responde(?! a))|cara caida|cerrando la garganta|no para de sangrar|una ambulancia|es una emergencia',
  ),
  rule(
    'violence',
    'abuse',
    '(<close>|he|she) (hits?|beats?|hurts|choked|punched|rap(ed|es)|abus(es|ed)) me|(being|was|got) (abused|raped|assaulted)|with a gun',
    '(scared|afraid) of my <close>(?! \\w+ing)|(s?hes?( is)?|threatened) (<will>|to) (kil+|hurt) me',
    '(i|im|i am) <will> (kil+|shoot|stab|hurt) (him|her|someone|somebody|@ (doctor|boss|<close>))',
    '<pareja> me (pega|golpe@|maltrata)|me (violo|va a matar|quiere matar)|miedo de mi <pareja>|l[oae]s? voy a matar',
  ),
]
