import type { Content, Entry, Smalltalk, Topic } from '../../faq/types.ts'
import { loadContent } from '../../server/content.ts'

const entry = (id: string, question: string, phrasings: string[], answer: string, section: string): Entry => ({
  id,
  lang: 'en',
  type: 'fact',
  question,
  sections: [section],
  phrasings,
  keywords: [],
  attribution: "The clinic's article says",
  answer: [{ text: answer, passages: [] }],
  aboutMedicine: false,
  gradeWaiver: null,
  reviewedBy: 'Content team',
  reviewedOn: '2026-11-22',
})

const ENTRIES: Entry[] = [
  entry(
    'length',
    'How long does one infusion last?',
    ['how long is an infusion', 'infusion duration', 'minutes per infusion', 'how long am i on the drip'],
    'One infusion lasts 40 to 120 minutes.',
    'protocol',
  ),
  entry(
    'course',
    'How many infusions are given?',
    ['number of infusions', 'how many infusions in a series', 'how many sessions are there'],
    'Six infusions are given over two to six weeks.',
    'protocol',
  ),
  entry(
    'fibromyalgia',
    'Can ketamine help fibromyalgia?',
    ['ketamine for fibromyalgia', 'does it help with fibro', 'fibromyalgia treatment'],
    'Trials in fibromyalgia found less pain and better endurance.',
    'fibromyalgia',
  ),
  entry(
    'migraine',
    'Can ketamine help chronic migraine?',
    ['ketamine for migraines', 'does it work for headaches', 'chronic migraine option'],
    'Ketamine may be an option for chronic migraines.',
    'chronic-neuropathic',
  ),
  entry(
    'sleep',
    'Does chronic pain affect sleep?',
    ['pain and sleep problems', 'can pain keep people awake', 'sleep disturbance from pain'],
    'Sleep disturbances often come with chronic pain.',
    'why-treat-now',
  ),
  entry(
    'memory',
    'Does chronic pain affect memory?',
    ['pain and memory', 'can pain make people forgetful', 'concentration and pain'],
    'Poor sleep from pain can affect concentration and memory.',
    'why-treat-now',
  ),
]

const topic = (id: string, kind: Topic['kind'], phrasings: string[]): Topic => ({
  id,
  lang: 'en',
  label: id,
  reply: `The article does not cover ${id}.`,
  phrasings,
  kind,
})

const TOPICS: Topic[] = [
  topic('cost', 'not-covered', ['how much does it cost', 'price of an infusion', 'what do i pay', 'is it expensive']),
  topic('side-effects', 'not-covered', ['what are the side effects', 'is it dangerous', 'risks of ketamine']),
  topic('will-it-work', 'personal', ['will it work for me', 'would this fix my pain', 'is there hope for my case']),
]

const SMALLTALK: Smalltalk[] = [
  { id: 'greeting', lang: 'en', phrasings: ['hello', 'hi', 'good morning', 'hey there'], reply: 'Hello.' },
  { id: 'thanks', lang: 'en', phrasings: ['thanks', 'thank you'], reply: 'You are welcome.' },
  { id: 'robot', lang: 'en', phrasings: ['are you a robot', 'is this a bot'], reply: 'I am a bot.' },
  { id: 'saludo', lang: 'es', phrasings: ['hola', 'buenos días'], reply: 'Hola.' },
]

/** A small clinic: the demonstration clinic's settings and article with six entries, three topics and some small talk. */
export const smallClinic = async (): Promise<Content> => ({
  ...(await loadContent('faq')),
  entries: ENTRIES,
  topics: TOPICS,
  smalltalk: SMALLTALK,
})
