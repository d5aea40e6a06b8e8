/**
 * Words that visitors use for words of the content: `what they say: what it means`. The meaning is added to the question,
 * the visitor's own word stays.
 */
const LINES = `
fibro fm fms fibromyalgic: fibromyalgia
endo: endometriosis
rsd causalgia: crps complex regional pain syndrome
crps: complex regional pain syndrome
tmd tmjd jaw jaws temporomandibular: tmj
cfs: chronic fatigue syndrome
ibs ibd crohn crohns colitis gut: bowel syndrome
neuropathy neuropathies neuropathic sciatica: nerve pain
nerve nerves: neuropathic
arthritic osteoarthritis: arthritis
migraines headaches headache: migraine
operation operations operated op postop surgical procedure surgeries: surgery
oncology tumor chemo malignancy: cancer
hospice palliative dying terminal: palliative cancer
oxycontin oxycotin percocet percs vicodin norco hydrocodone oxycodone oxy dilaudid tramadol fentanyl narcotics narcotic opiates opiate opioid methadone morphine: opioids
painkillers painkiller pills meds medication medications drugs: medicine
painkillers painkiller: pain opioids
ibuprofen advil aleve naproxen motrin: nsaids
neurontin lyrica pregabalin gabapentinoids: gabapentin
ket ketamin ketamina: ketamine
drip drips iv intravenous session sessions treatment treatments: infusion
counselor counseling counselling therapist therapists psychologist shrink psych cbt: psychotherapy
nauseous puke puking vomit vomiting throwing queasy: nausea
depressed depressive blues sad: depression
anxious panic worry: anxiety
insomnia asleep awake sleeping sleeps: sleep
focus concentrating attention foggy fog: concentration
forgetful forgetting remember: memory
kilogram kilos: kg
dosage dosing amount milligrams: dose
length duration lasts minutes hours: long
frequency spacing schedule: weeks infusions
psychedelics hallucinogen hippie shrooms mushrooms: psychedelic
hypersensitive sensitized sensitised sensitization windup: central sensitization
rewire rewiring rewires plasticity pathways pathway: neuroplasticity
inflamed inflammatory swelling swollen immune: inflammation
atrophy wasting weak stiff: muscle
lonely isolated isolation friends: social isolation
liable sue lawsuit responsible liability: disclaimer liability
review reviews testimonial testimonials: patients say
study studies trial trials rct research evidence: studies trials
placebo lidocaine naloxone: trials
receptor receptors glutamate antagonist: nmda receptor
early soon promptly delay delayed waiting: early treat
fix heal cure: help
work works effective effectiveness: help
titrate titration raise increase higher: increase dose
booked booking reservation: appointment
price pricing cost costs charge fee expensive: cost
`

export const SYNONYMS: ReadonlyMap<string, string[]> = new Map(
  LINES.trim()
    .split('\n')
    .flatMap((line) => {
      const [said = '', meant = ''] = line.split(':')
      return said.split(' ').map((word): [string, string[]] => [word, meant.trim().split(' ')])
    })
    .reduce((all, [word, meant]) => all.set(word, [...(all.get(word) ?? []), ...meant]), new Map<string, string[]>()),
)
