/**
 * Conditions, medicines and treatments that visitors name. Words on one line are the same thing for the question whether
 * an answer is about it. An entry that does not mention a subject of the question is not its answer.
 */
const LINES = `
fibromyalgia fibro fm
crps rsd causalgia
tmj tmd temporomandibular jaw
endometriosis endo
migraine migraines
headache headaches cluster
arthritis arthritic osteoarthritis rheumatoid joints joint
fatigue cfs
bowel ibs ibd crohn crohns colitis
cancer tumor oncology chemo
depression depressed depressive mdd
anxiety anxious
neuropathy neuropathic nerve neuralgia
trigeminal
shingles postherpetic zoster
ocd obsessive
ptsd trauma traumatic
bipolar mania manic
schizophrenia psychosis psychotic
autism autistic
adhd add
dementia alzheimer alzheimers
parkinson parkinsons
ms sclerosis
lupus
lyme
pots dysautonomia
ehlers danlos eds hypermobility
gout
diabetes diabetic
epilepsy epileptic seizure seizures
glaucoma
asthma copd apnea
pregnant pregnancy breastfeeding
hypertension
kidney renal dialysis
liver hepatic cirrhosis hepatitis
thyroid
hiv aids
sickle
stroke tia
phantom amputation amputee
scoliosis stenosis
sciatica
whiplash concussion tbi
tinnitus
vertigo
restless
interstitial cystitis vulvodynia pelvic
pancreatitis
covid
alcohol alcoholism alcoholic drinking beer wine
cannabis marijuana weed thc cbd
cocaine meth methamphetamine heroin
withdrawal detox
eating anorexia bulimia
grief bereavement
tourette
hemorrhoids kidney stones
opioid opioids opiate opiates morphine oxycodone oxycontin oxycotin percocet vicodin norco hydrocodone dilaudid hydromorphone tramadol fentanyl methadone narcotic narcotics codeine tapentadol
buprenorphine suboxone
naltrexone ldn
naloxone narcan
nsaid nsaids ibuprofen advil aleve naproxen motrin celebrex celecoxib meloxicam diclofenac toradol
gabapentin gabapentinoid gabapentinoids neurontin pregabalin lyrica
amitriptyline elavil tricyclic nortriptyline
duloxetine cymbalta venlafaxine effexor milnacipran savella
ssri ssris sertraline zoloft prozac fluoxetine lexapro escitalopram celexa paxil wellbutrin bupropion trazodone
maoi phenelzine nardil
lithium
lamotrigine lamictal topamax topiramate
benzo benzos benzodiazepine benzodiazepines xanax valium ativan klonopin lorazepam clonazepam alprazolam diazepam
tylenol acetaminophen paracetamol
lidocaine
propofol
midazolam
magnesium
esketamine spravato
psilocybin mushrooms shrooms lsd mdma ayahuasca
botox
steroid steroids cortisone prednisone
ablation ablations
epidural epidurals
block blocks
stimulator scs
tens
acupuncture
chiropractor chiropractic
massage
yoga
tms
ect
triptan triptans sumatriptan
cgrp aimovig emgality
methotrexate
insulin metformin
warfarin xarelto eliquis
viagra
adderall ritalin
statin statins
antibiotic antibiotics
vaccine vaccines
ozempic
`

const GROUP = new Map<string, number>()
LINES.trim()
  .split('\n')
  .forEach((line, group) => {
    for (const word of line.split(' ')) if (!GROUP.has(word)) GROUP.set(word, group)
  })

/** The subject that a word names, as a number that equal subjects share, or null. */
export const subjectOf = (word: string): number | null => GROUP.get(word) ?? null

export const SUBJECT_WORDS: ReadonlySet<string> = new Set(GROUP.keys())
