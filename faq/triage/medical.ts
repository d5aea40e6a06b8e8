import { rule } from './further-rule.ts'

/** Signs that need an ambulance, in English. */
export const MEDICAL = [
  rule(
    'medical',
    'chest',
    'chest~4 <tight>',
    '(pains?|tight|tightness|pres+ure|crushing|squeezing|heaviness|weight|elephant|stabbing|discomfort)( feeling| pain| sensation| sitting)? (in|on|across) <my> chest',
    'chest~4 elephant|elephant~4 chest',
    '(pain|hurts|hurting|aching|tingling)~3 (down|into) (my|his|her) left arm',
  ),
  rule(
    'medical',
    'heart',
    '(having|is this|feels like|think its|think im|think hes|think shes|might be|just had|could be|be having)~3 heart ?at+ack|heart (has |just )?stopped|no pulse|cardiac arrest',
    '<my> heart( is| wont| s| feels like its| feels like it is| keeps?| has been| hasnt)?~1 (racing|pounding|skipping|stopping|fluttering|beating (so|too|real+y|very|real) (fast|hard|slow|slowly)|stop racing|stop pounding|exploding|explode)',
    '<my> heart~6 (explode|burst|give out|pop out|jump out)',
    '(having|getting)~1 palpitations',
  ),
  rule(
    'medical',
    'breathing',
    '(cant|cannot|can not|cnt|couldnt|can barely|can hardly|barely|hardly|unable to|hard to|hard for (me|him|her) to|not|isnt|stopped|wont|aint|difficult to|having to fight to)( even| seem to| real+y| hardly| catch my| catch his| catch her)? (breath|breathe|breathing|breth|breathin|brethe|breeth)(?! (work|exercises?))',
    '(trouble|truble|trubble|difficulty|difficulties|dificulty|problems?|hard time|struggling|struggles?)( with| to)?( my| his| her)? (breathing|breathin|breath|brething|breathe)',
    'shortness of breath|(so|sudden@|totally|completely|always) out of breath|gasping|suffocat@|(cant|cannot) (get|catch)~2 (air|breath)',
    'breathing~3 (weird|slow|slowly|shallow|funny|bad|stopped|wrong|strange|strangely|labou?red)|(slow|shallow|weird|labou?red) breathing',
    '(lips?|face|skin|fingers?|nails?|hes|shes|is|are)~2 (turning|going|turned|looking|look|gone) (blue|gr[ea]y)|(is|hes|shes|am|im|are) (choking)(?! up)',
  ),
  rule(
    'medical',
    'stroke',
    '(having|is this|think its|think im|think hes|think shes|might be|just had|could be|be having|signs of)~2 stroke(?! (patient|survivor))',
    '(face|mouth|smile|eyelid)~4 (droop@|sagging|crooked|lopsided)|droop@ (face|mouth|on)|face (just )?(fel+|dropped)',
    'side of (my|his|her) (mouth|face)~3 (hang@|droop@|sag@|drop@)',
    'slur+(ed|ing|s)?~2 (speech|words?|talking)|(speech|words|talking)~2 slur+@|(is|hes|shes|im|am) slur+ing',
    '(suddenly|sudden|all of a sudden|just went|just got|just lost)~5 (numb|weak|weakness|numbness|blind|cant see|cant speak|cant talk|cant walk|cant move|confused|confusion|paraly@|vision|feeling in)',
    '(numb|weak|weakness|numbness|paraly@|limp)~4 (one side|left side|right side|half)|(one side|left side|right side|half)( of)?~3 (is|went|gone|feels?|going|getting|are)~1 (numb|weak|droop@|paraly@|limp)',
    '(cant|cannot|cant seem to) (move|lift|raise|feel) <my> (@ )?(arms?|legs?|face|side|body)(?! (without|much|because|due|over|above|al+ the way|from))',
    '(cant|cannot) feel (half|one side|the (left|right) side|my face|his face|her face)|(suddenly )?(cant|cannot) (speak|see|talk)(?=$| all of a sudden| or (move|walk|talk))|thunderclap headache',
  ),
  rule(
    'medical',
    'fainting',
    '<one>~2 (fainted|fainting|passed out|passing out|black(ed|ing) out|collaps(ed|ing)(?! (dis[ck]|vertebra@|arch))|unconscious|unconcious|unresponsive|convulsing|seizing)',
    '(about to|going to|gon+a|feel like i(m going to| might| wil+| could)?|almost|nearly|might|keep|keeps) (faint|pas+ out|black out|faint+ing|pas+ing out)',
    '<one>~3 (not|isnt|wont|stopped|hasnt|no longer|aint) (responding|respond|responsive|waking( up)?|wake( up)?|moving)(?! (to|wel+|in the|for|until|early|much|on|as|with|at))',
    '(wont|cant|cannot|couldnt|can not)( get)? (wake|rouse) ?(him|her|them|my @)( up| to)?|(cant|cannot) get (him|her|them|my @) to wake|lost consciousness|^(just |i |he |she )*(blacked|passed) out|(hard|difficult|impossible) to wake( up)?|(cant|cannot) (stay awake|keep (my|his|her) eyes open) (after|since|and i took)',
    '(having|just had|is having|in the middle of)( a| another| some)? (seizures?|convulsions?|fit)(?! (disorder|med))|shaking uncontrol@|foaming at',
  ),
  rule(
    'medical',
    'allergic',
    '(throat|thoat|airway|tongue|tounge|toung|lips?)~3 (clos@|swel@|swol+en|tightening|tight|puf+@|shut@|blowing up)',
    'face (is |has |started |just )*(swel@|swol+en|puf+ing|blowing up)|(swol+en|swel+ing)~3 (throat|tongue|lips)',
    '(having|think)~4 al+ergic reaction|(severe|bad|serious|terrible) al+ergic reaction( right)? now|(hives|rash) (al+ over|everywhere|and|spreading)~4 (breath@|swel@|throat)|need (my |an )?epi ?pen|(hives|rash)~4 (wheez@|breath@|swel@|throat)|wheezing~4 (hives|rash|swel@)',
  ),
  rule(
    'medical',
    'bleeding',
    '(wont|cant|doesnt|isnt|cant get it to|wouldnt)~1 (stop|stopping|quit)~ (bleeding|bleedin|blood)|(bleeding|blood)~3 (wont|doesnt|cant|not) (stop|stopping|quit)',
    '(im|is|hes|shes|am|started|still|nose)~1 (bleeding|bleedin)~2 (badly|bad|heavily|heavy|alot|a lot|everywhere|profusely|through|so much)|bleeding (badly|heavily|everywhere|profusely|out|to death)',
    '(cough@|throw@|threw|vomit@|puk@|pe+ing|poop@|spit@)~2 blood|blood in (my|his|her) (vomit|puke|stool|poop|spit)|blood (everywhere|pouring|gushing|spurting)|lost (a lot|alot|so much|lots) of blood|(is|keeps|started|blood)~2 (gushing|spurting|pouring|soaking) ?(through)? ?(blood|out)?|(have|having|has|got) (severe|heavy|uncontrol@|bad|massive) bleeding|hemor+hag(ing|e now)',
  ),
  rule(
    'medical',
    'emergency',
    '(need|cal+|get|send|cal+ed|cal+ing|dial)~ (ambulance|911|paramedics?)|(this is|its|having|have|is) (an |a )(medical |real )?emergency(?! (contact|room|fund|number|line|department|protocol|plan))',
    '(im|i am|feel like im|think im|feels like im)( literal+y| actual+y)? (dying|dieing)(?! (to|of|for|over|inside|here|from))|(think|feel|feels)( like)? (i|im|hes|shes|he|she)( am| is)? (going to|gon+a|about to) die',
    'blood sugar (is|of|at|was|dropped to|went up to)( like| about)? ([1-4]\\d|[4-9]\\d\\d)',
    '(no|lost|losing)( al+)? feeling in (my|his|her|both) (legs|groin)|(cant|cannot) feel (my|his|her|both) (legs|groin)|(lost|losing|no) control (of|over) (my|his|her) (blad+er|bowels?)|(temperature|fever)~2 10[4-9]',
  ),
]

/** The same in Spanish. */
export const MEDICAL_ES = [
  rule(
    'medical',
    'es',
    '(opresion|apret@|oprime|punzada@)~4 pecho|pecho~3 (duele|apretado|oprimido|aprieta)',
    'ataque (al|del|de) corazon|infarto|paro cardiaco|me late (muy|demasiado) (rapido|fuerte)',
    '(no|apenas|casi no) (puedo|puede|logro|podia) (ni )?(respirar|hablar|mover|tragar|despertar@)|(me|le) (cuesta|falta|esta costando)~2 (respirar|aire|aliento)',
    '(dificultad|dificultades|problemas?|trabajo) (para|al|de) respirar|(no|dejo de|ya no) (esta )?respira(r|ndo)?|me (ahogo|asfixio|estoy ahogando)|se (ahoga|asfixia|esta ahogando)|labios (azules|morados|hinchados)',
    '(me|se) desvanec@|desmayad[oa]|inconsciente|no (reacciona(?! a(l)? )|se mueve)|convulsionando|(tiene|teniendo|esta con) convulsiones',
    '(tengo|tiene|teniendo|dio|dando|tuvo)~ (derrame|embolia)|(cara|boca)~2 (caida|torcida|dormida|chueca)|arrastra@ las palabras|(un lado|lado izquierdo|lado derecho|medio cuerpo)~4 (dormido|debil|paralizado|entumecido)',
    '(garganta|lengua|labios)~3 (cierr@|cerr@|hinch@)|(cierra|cerrando|hincha|hinchando|hincho)~2 (garganta|lengua|cara|boca)|anafil@|reaccion alergica (grave|fuerte|severa)',
    'sangr@~2 (mucho|mucha|sin parar|demasiado)|no deja de sangrar|(vomit@|tos@|escup@)~2 sangre',
    'ambulancia|me (estoy|voy a) (muriendo|morir)|llam@ al 911',
  ),
]
