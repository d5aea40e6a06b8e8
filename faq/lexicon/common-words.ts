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
absolute abuse academic accident account ache aches aching acid acute adapt adjust admit adopt advance advantage adventure advertise
agent aid aim alarm album alert alley alone altogether amount ancient angle ankle announce annoy annual annoyed anxious apart apology
apply approach april argue argument arise army arrange arrangement arrest artist ashamed assist associate assume atmosphere attach
attempt attend attitude attorney august autumn average award awkward bake balance band bar bare bark barrel base baseball basic basis
basket battle beach bean beard beast beauty beef beg behave behavior bell belong belt bench bend benefit besides bitter blanket blast blew bless
blanks blog bloom blown boat boil bold bomb bond boost boot border boss bounce bowl brand brass breeze bride bridge bright bring broad
browse brush bucket buddy budget bug bull bullet bump bunch burst bury bush button cab cabin cable cafe cage calendar calf campaign
cancel candle cap capable capital captain capture career carpet cart castle casual celebrate cell ceiling cent central century ceremony
chain challenge champion channel chapter character chart chase chat cheat checkup cheek cheer cheese chef chew chief chin chips chocolate
chop christmas cigarette circle citizen civil classic click clicks client climb closet cloth club coach coast code collar collect college
column combine comfort command comment commit committee communicate community compete concept concert conclude conduct confident confirm
conflict confuse confused congratulations connection constant contain content contest context contract convince cookie copy corn corner
correctly cotton couch council court crack craft crash crawl create creative creature creek crew crime criminal crisis critical crop cross
crowd crown crush cruel cruise culture cupboard curl curse curve custom customer cycle dash data deaf dealing debate debt december decent
declare defeat defend define delicate delicious deliver delivery demand deny department derby desert deserve design desire desperate
dessert destroy detect determine develop developer device devil dial diamond diary dig digital dinner dip director disagree disappear
disappoint disappointed discount discover discuss discussion display distance distant district divide divorce document domestic donate
doorbell dot drag drama drawer drift drill drum duck dude dull dust duty eager eagle easter echo economy edge edit editor educate education
effectively efficient eighteen eleven electric element elephant elevator embarrassed emotion employ employer encourage enemy engine engineer
enormous entertain enthusiasm entrance envelope environment equal equipment error escape essay essential establish estate estimate europe
everest exact exchange excited exciting excuse exit expand expert explore express extend external extreme fabric factory faith false
familiar fancy fashion fasten fate feature february fence festival fetch fiction fifteen fifth fifty file film filter finance fine fist
flag flame flash flavor flesh float flood flow fold folk fool football forecast forest forgive fork formal former formula fort fortune forty
forum foundation fourth fox frame freedom freezer fridge fried fright frog frozen fry fuel function fund funeral fur furniture gain gallon
gang gap garage garbage garlic gate gather gear gender generation gentle gentleman genuine ghost giant glance global glove glow glue goat
gold golden golf gossip gown grab gradual grain grape grass grateful grave gray grease greet grey grief grin grip grocery ground guard guest
guilty guitar gum gun gym habit hall hammer handle handsome hang hardware harm harsh hat haul hawk headline heal heap heat heaven heel
height helicopter helmet herd hero hesitate hidden hide highway hike hill hire hobby hockey hollow holy honey honor hook horn horror host
household hug humor hunt hurry hut ice icon ideal identify identity image imagination impact import impress improve improvement inch
incident income independent index indicate individual industry infant infect infection inflate influence inform initial injure injured
injury inner innocent input insect insist inspect inspire instance instant instrument insult intend intense intention internal internet
interrupt interview introduce invent invest investigate invite iron island item jacket jail jam january japan japanese jazz jealous jeans
jewelry journey judge jury justice kick kiss kit kneel knife knock knot labor ladder ladies lamb lamp lane lasagna latest laundry lawn
layer leader leaf league leak lean leap leather lecture legend lemon length liberty library lid lightning link lion liquid load loan lobby
lobster lock log lonely loop loose lord loud lounge lover loyal luggage lumber lump mad magazine maid mall manager manner map marble march
marriage marry mask mass master match mate material math matter maximum mayor medal media medium melt memory mention menu mercy merry mess
metal meter mice microphone midnight military mill million mineral minimum mirror mission mistake mixture mobile mode model modern modest
mongolia monkey monster monument moral mosquito motion motor mount mountain mouse mud mug multiple murder museum mushroom mystery nail
narrow nation national native nature navy neat necessary negative neighbor neighborhood nephew net network nest nineteen ninety noble nod
noon notebook novel november nut oak obey object observe obtain occasion occur ocean october odd official opposite option orchestra
organ organize origin original oven overnight owe owner oxygen pack package paint painting pal palace pale palm pan panel panic pants
parade paradise pardon partner passenger passport password paste path patience patient pattern pause peace peach peak peanut pear peel pen
penalty pencil pepper perform perfume permission permit peru photograph phrase piano pie pig pile pilot pin pine pink pipe pitch pity
plain planet plant plastic plate platform plug pocket poem poet poetry pole polish polite political pond pool pop popular population porch
port portion position positive pot potato pour powder praise pray precious predict pregnancy presence presentation president pretend
previous pride priest prime prince princess principal printer print prison prize produce professional professor profit progress project
prompt pronounce property propose protest provide pump punch punish pupil purchase pure purse puzzle quality quantity quarter queen quote
rabbit race radio rage rail rain raise range rank rapid rat raw reach react reaction realistic rear rebel recall recipe recognize recommend
recover recovery recycle refuse regard region regret reject relation relationship relief religion rely remark remote rental repair repeat
represent republic rescue reserve resist resource respect responsible restaurant restore retire return reveal reverse review reward rhythm
rice rid rifle ring rise rival roar rob rocket roll roof root rope rose rough route routine row royal rub rubber rude rug ruin rural sack
sacred sail sailor salad salary salmon sample sand sandwich satisfy sauce sausage savage scale scene schedule scholar scratch scream script
seal secretary secure security seed seek seldom select selfish senior sensible sensitive sentence sergeant servant serve service settle
seventeen seventh seventy severe sew shade shadow shallow shame shape share sharp shave shed sheep sheet shelf shell shelter shelves shine
ship shock shore shout shower shrink shy sigh signal signature silence silent silk silver sin sing singer sink sir sixteen sixth sixty ski
skirt skull slave slice slide slight slip slope smooth snake snap soak soccer society sock soil soldier solid solution solve song soul
source space spare spark speaker species speech speed spell spider spill spin spirit spit split spoil spoon square squeeze stable stack
stadium stain stair stamp standard stare starve statement station statue steady steak steal steam steel steep stem stick sticky stiff
stir stock storage storm stove stranger straw stream stretch strike string strip stroke studio stupid submit substance success suck
sudden suffer sufficient suitable suitcase sum summary supply supreme surface surgeon surround survey survive suspect sweep swing switch
sword symbol sympathy tail talent tank tap tape target task tattoo taxi teenage temperature temple temporary tennis tent territory terror
thankful theater theme theory thief thin thirteen thread threat thrill throne thumb thunder tide tiger tight tile timber tiny tip tire tire
tires tissue toast tobacco toilet tomato ton tone tool topic torch toss tour tourist towel tower track trade tradition tragedy translate
transport trap trash treasure trend tribe trophy tropical trousers trumpet trunk tube tune tunnel turkey twelfth twist typical tyre umbrella
unable uniform union unique universe university unknown upper upset upstairs urban urge urgent vacuum valley valuable vast vegetable
vehicle verify version vessel veterinarian victim victory video view village violence violin virus vision visitor volume volunteer wage wagon
waist waiter wallet wander warn warrior wash weapon wedding weed weigh wheat whenever whisper whistle wicked wing winner wipe wire wisdom
wolf wood wooden wool worth wrap wrist yellow yours youth zone zoo
`

export const COMMON_WORDS: ReadonlySet<string> = new Set(LINES.trim().split(/\s+/))
