/** Everyday English words that are spelt right and must never be "corrected" into a word of the content. */
const LINES = `
a able about above accept access according account across act action active activity actually ad add addition adult advice affect
afraid after afternoon again against age ago agree ahead air airport alcohol alive all allow allowed almost alone along already also
although always am amazing among amount an and anger angry animal another answer answered answers any anybody anymore anyone anything
anyway anywhere apart apartment appear apple appointment are area arm arms around arrive art article as ask asked asking asleep at
attack attention aunt available avoid awake aware away awful baby back bad badly bag ball bank bar bath bathroom be bear beat beautiful
became because become becomes bed bedroom beds been beer before began begin beginning begins behind being believe below beside best bet
better between beyond big bike bill bills bird birth birthday bit black blame bleed blind block blood blow blue board boat body bone
bones book books boring born both bother bottle bottom bought box boy boyfriend brain brains brave bread break breakfast breast breath
breathe brief bring broke broken brother brothers brought brown brush build building built burn burned burning burns bus business busy
but butter buy by cake call called calling calls calm came camera can cancel candy cannot car card cards care careful caregiver cars
carry case cases cash cat catch caught cause caused causes cell center certain certainly chair chance change changed changes charge
cheap check chest chicken child children choice choose church city claim class clean clear clearly clinic clinics clock close closed
clothes clue coffee cold color come comes comfortable coming common company compare compared complain complete completely computer
concern concerned condition connect consider contact continue control conversation cook cookie cool cope correct cost costs could
couldn count country couple course cousin cover covered covers crazy cream credit cry crying cup cure cured curious current currently
cut cuts dad daily damage dance danger dangerous dark date daughter daughters day days dead deal dear death decide decided decides
decision deep definitely degree delay dentist depend depends describe desk despite detail details did didn die died diet difference
different difficult dinner direct directly dirty disease dish do doctor doctors does doesn dog dogs doing dollar dollars don done door
double doubt down dozen drank draw dream dress drink drinking drive driven driver driving drop drops drove drug drugs drunk dry due
dumb during each ear early earn ears earth easier easily east easy eat eaten eating effect effective effects effort egg eggs eight
either elbow else email emergency employee empty end ended ends energy english enjoy enough enter entire especially even evening event
ever every everybody everyone everything everywhere exact exactly exam example except exercise exist expect expected expensive
experience explain explained extra extremely eye eyes face fact fail failed fair fall fallen falling family famous fan far farm farmers
fast fat father fault favor favorite fear feed feel feeling feelings feels feet fell felt female few field fight figure fill final
finally find finding fine finger fingers finish finished fire first fish fit five fix fixed flat flight floor flower flu fly focus
follow followed following food foot for force forever forget forgot form forms forward found four free freeze french frequent
frequently fresh friday friend friendly friends from front fruit full fun funny further future game games garden gas gave general
generally gentle get gets getting gift girl girlfriend girls give given gives giving glad glass go goal god goes going gone good got
government grade grand grandma grandmother grandpa great green grew group grow grown growing guess guide guy guys had hadn hair half
hand hands handle happen happened happening happens happy hard hardly has hasn hate hates have haven having he head heads health
healthy hear heard hearing heart heavy heel held hello help helped helpful helping helps her here hers herself hey hi high higher him
himself hip hips his history hit hobby hold holiday home honest honestly hope hoping horrible horse hospital hot hotel hour hours house
how however huge human hundred hungry hurt hurting hurts husband i ice idea if ignore ill illness imagine immediately important in
include includes including increase indeed information inside instead instruction instructions insurance interest interested
interesting into is isn issue issues it itself jaw job jobs join joint joke journal joy juice july jump june junk just keep keeps kept
key kid kidding kids kill kind kinds kitchen knee knees knew know knowing known knows label lady lake land language large last lasted
lasting lasts late lately later laugh law lay lazy lead learn least leave leaves left leg legs legit less lesson let letter level lie
life lift light like liked likely likes limit line lips list listen little live lived lives living local location long longer look
looked looking looks lose lost lot lots love loved low lower luck lucky lunch lung lungs machine mad made magic mail main major make
makes making male man manage many march mark market married may maybe me meal mean means meant measure meat medical medicine medicines
meet meeting member men mention message met method middle might mile miles milk mind mine minor minute minutes miss missed missing
mistake mix mom moment monday money month months mood moon more morning most mostly mother mouth move moved moves movie moving mr mrs
much muscle muscles music must my myself name names nap nasty natural near nearly neck need needed needle needles needs negative
neither nerve nerves nervous never new news next nice night nights nine no nobody noise none noon nor normal normally north nose not
note nothing notice now number numbers numb nurse nurses obviously of off offer offered offers office often oil okay old older oldest on
once one ones online only onto open opens operation opinion or orange order ordinary other others our ours out outside over own page
paid pain pains pair paper parent parents park parking part parts party pass past patch patient patients pay paying pays people per
percent percentage perfect perhaps period permanent person personal phone photo pick picked picture piece pill pills pizza place places
plan plane planning plans play played playing please plenty plus point points poison police poor possible possibly post power practice
prefer pregnant prepare present pressure pretty prevent price prices print private probably problem problems process product program
promise proof proper protect proud prove provide psych public pull purple purpose push put puts question questions quick quickly quiet
quit quite quote race rain ran random rare rate rather read reading ready real realize really reason reasons receive recent recently
record red reduce refer referral regular relate relative relax release remain remember remind remove rent repeat replace replaced reply
report request research respond response rest result results return rich ride right rip risk river road robot rock role room round rule
rules run running runs rush sad safe safely safety said sale salt same sat saturday save saw say saying says scam scan scared scary
school science score screen sea search season seat second secret section see seeing seem seems seen self sell send sense sent separate
series serious seriously session set seven several severe sex shake shall share sharp she shift shirt shoe shoes shoot shop short shot
shots should shoulder shouldn show shower shown shows shut sick side sides sight sign signs silly similar simple simply since single
sister sisters sit sitting situation six size skill skin skip sky sleep sleeping sleeps slept slow slowly small smart smell smile smoke
smoking snow so soap social soft sold some somebody somehow someone something sometimes somewhere son soon sore sorry sort sound sounds
soup south speak special specific spend spent spine split spoke sport spot spread spring staff stage stand standing star start started
starting starts state stay step steps stick still stomach stone stood stop stopped stopping stops store story straight strange street
strength stress strong stuck student study stuff style subject such sudden suddenly suffer suffered suffering sugar suggest suit summer
sun sunday supper support suppose supposed sure surprise swallow swear sweet swell swelling swim system table tablet tablets taco tail
take taken takes taking talk talked talking talks tall taste taught tax tea teach teacher team tear tech teeth tell telling tells ten
tend tender term terms terrible test tested tests text than thank thanks that the their them themselves then there these they thick
thin thing things think thinking third thirsty thirty this those though thought thoughts thousand three threw throat through throw
thursday ticket tie tight till time times tired title to today toe toes together told tomorrow tongue tonight too took tooth top total
totally touch tough toward town toy traffic trail train travel treat treated treating treats tree trial trick tried tries trip trouble
truck trucker true truly trust truth try trying tuesday turn turned turning turns tv twelve twenty twice twin two type types ugly
uncle under understand understood unit unless until unusual up upon upset us use used useful user uses using usual usually vacation
vaccine vaccines value van various very visit visited voice vote wait waited waiting wake walk walked walking wall want wanted wants
war warm warning wash waste watch watching water wave way ways we weak wear weather website wednesday week weekend weekends weeks weight
weird welcome well went were weren west wet what whatever wheel when whenever where whether which while white who whole whom whose why
wide wife wild will win wind window wine winter wise wish with within without woke woman women wonder wonderful wondering won word
words wore work worked worker workers working works world worried worry worse worst worth would wouldn write writing written wrong wrote
yard yeah year years yell yellow yes yesterday yet you young younger your yours yourself zero
addict addicted addiction allergic allergy allergies ambulance asthma bladder blockers breastfeeding cancellation cardiac child
cholesterol clinician cloud colon congestion constipation cough covid credentials diagnose diagnosed diagnosis dizzy dizziness dosage
doses elderly eligible exhausted faint fainted fever glaucoma grief groggy hallucinate hallucination hallucinations headache headaches
heartburn hormones inject injection injections insomnia interact interaction interactions itch itching kidney kidneys liver lozenge
lozenges massage medicaid medicare nasal nausea oral painkiller painkillers pediatric pharmacy prescribe prescribed prescription
qualify rash rehab reimbursement scan seizure seizures sedation session sessions sinus smoker spray steroid steroids stroke surgeon
surgeries sweat sweating symptom symptoms teenager teenagers therapist therapists tingling toddler tolerance transfusion ulcer ulcers
unconscious urine veteran veterans vitamin vitamins vomit vomiting withdrawal wound xray yoga zombie hippie disability reputation
chemistry degree miracle addresses cancelled refund refunds receipt deposit payment payments copay deductible finance financing monthly
website disclaimer liability liable legal lawyer doctorate license licensed approved approval fda dea va hsa fsa schedule scheduling
`

export const COMMON_WORDS: ReadonlySet<string> = new Set(LINES.trim().split(/\s+/))
