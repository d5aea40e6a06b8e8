import { syllable } from 'syllable'
import { describe, expect, test } from 'vitest'
import { checkContent, MINIMUMS } from '../../faq/check.ts'
import { sentence } from '../../faq/checks/problem.ts'
import type { Content, Engine } from '../../faq/types.ts'
import { loadContent } from '../../server/content.ts'
import { clinicFolder, decision, engineByHeart } from './fixtures/clinic.ts'

const minimums = { ...MINIMUMS, entries: 5, phrasings: 8 }

function problemsOf(content: Content, engine: Engine = engineByHeart(content)): string[] {
  return checkContent(content, { engine, syllables: syllable, minimums }).map(sentence)
}

/** A folder in fixtures/broken, and everything that must be said about it. */
const BROKEN: [title: string, folder: string, problems: string[]][] = [
  [
    'a passage that is not in the article word for word',
    'passage-not-verbatim',
    [
      'content/en/entries/less-medicine.yaml, entry "less-medicine": The passage "At our clinic we have found that many people take less pain …" of sentence 1 is not in the article word for word: it has "found" where the article has "seen". Copy it from the article.',
      'content/en/article.md: No entry quotes the section "clinic". Write an entry for it.',
    ],
  ],
  [
    'a passage from a section that the entry does not name',
    'passage-of-another-section',
    [
      'content/en/entries/warmth-helps.yaml, entry "warmth-helps": The passage "many people take less pain medicine" of sentence 1 stands in the section "clinic". Add that section to "sections".',
    ],
  ],
  [
    'a sentence without a passage',
    'sentence-without-passage',
    [
      'content/en/entries/one-story.yaml, entry "one-story": Sentence 1 has no passage. Add the article\'s words that support it.',
      'content/en/article.md: No entry quotes the section "story". Write an entry for it.',
    ],
  ],
  [
    'two sentences that share their passages',
    'two-sentences',
    [
      'content/en/entries/less-medicine.yaml, entry "less-medicine": Sentence 1 is more than one sentence. Give each its own "text" and "passages".',
    ],
  ],
  [
    'a number that the passages do not have',
    'number-not-in-passages',
    [
      'content/en/entries/visit-plan.yaml, entry "visit-plan": Sentence 2 says 50, which its passages do not. Correct the number or add the passage.',
    ],
  ],
  [
    'a number in words that the passages do not have',
    'spelled-number-not-in-passages',
    [
      'content/en/entries/one-story.yaml, entry "one-story": Sentence 1 says 11, which its passages do not. Correct the number or add the passage.',
    ],
  ],
  [
    'a range that the passages do not have',
    'range-not-in-passages',
    [
      'content/en/entries/visit-plan.yaml, entry "visit-plan": Sentence 1 says 2-8, which its passages do not. Correct the number or add the passage.',
    ],
  ],
  [
    'a share in percent that became a plain number',
    'percent-not-in-passages',
    [
      'content/en/entries/warmth-helps.yaml, entry "warmth-helps": Sentence 2 says 10-50, which its passages do not. Correct the number or add the passage.',
    ],
  ],
  [
    'a phrasing that two entries share but for case and punctuation',
    'shared-phrasing',
    [
      'content/en/entries/one-story.yaml, entry "one-story": The phrasing "Fewer pain pills?" also stands in content/en/entries/less-medicine.yaml. Keep it in one of the two.',
    ],
  ],
  [
    'a question that two entries share',
    'shared-question',
    [
      'content/en/entries/one-story.yaml, entry "one-story": The question "Is this medical advice?" also stands in content/en/entries/not-advice.yaml. Keep it in one of the two.',
      'content/en/entries/not-advice.yaml, entry "not-advice": It does not answer its own phrasing "Is this medical advice?": answered with "one-story". Make the phrasing clearer, or move it.',
    ],
  ],
  [
    'two phrasings of one entry that are the same but for case, spaces and punctuation',
    'phrasing-twice',
    [
      'content/en/entries/one-story.yaml, entry "one-story": The phrasing "A patient’s  STORY!" says the same as another phrasing here. Keep one of them.',
    ],
  ],
  [
    'an entry with seven phrasings',
    'few-phrasings',
    [
      'content/en/entries/one-story.yaml, entry "one-story": There are 7 different phrasings. Write at least 8, as different visitors would ask.',
    ],
  ],
  [
    'a topic that shares a phrasing with an entry',
    'topic-shares-phrasing',
    [
      'content/en/topics/cost.yaml, entry "cost": The phrasing "time for each visit" also stands in content/en/entries/visit-plan.yaml. Keep it in one of the two.',
      'content/en/topics/cost.yaml, entry "cost": Its phrasing "time for each visit" is answered with "visit-plan". A person must get it: make it clearer.',
    ],
  ],
  [
    'small talk that shares a phrasing with a topic',
    'smalltalk-shares-phrasing',
    [
      'content/en/smalltalk/hello.yaml, entry "hello": The phrasing "What does it cost?" also stands in content/en/topics/cost.yaml. Keep it in one of the two.',
    ],
  ],
  [
    'an entry that does not answer its own phrasing',
    'own-phrasing-not-answered',
    [
      'content/en/entries/less-medicine.yaml, entry "less-medicine": It does not answer its own phrasing "pills": a person is asked (unknown). Make the phrasing clearer, or move it.',
    ],
  ],
  [
    'a topic that the article does not cover and that an entry answers all the same',
    'topic-answered',
    [
      'content/en/topics/cost.yaml, entry "cost": Its phrasing "price of the medicine" is answered with "less-medicine". A person must get it: make it clearer.',
    ],
  ],
  [
    'a section of the article that no entry quotes',
    'section-not-covered',
    ['content/en/article.md: No entry quotes the section "story". Write an entry for it.'],
  ],
  [
    "a patient's story that is attributed to the clinic's article",
    'claim-not-attributed',
    [
      'content/en/entries/one-story.yaml, entry "one-story": A testimonial is attributed with "One patient described in the article" (site.yaml), not with "The clinic\'s article says". Correct "attribution".',
    ],
  ],
  [
    "the clinic's own experience typed as a fact",
    'claim-called-fact',
    [
      'content/en/entries/less-medicine.yaml, entry "less-medicine": The passage "At our clinic we have seen that many people take less pain m …" speaks for the clinic. Make the type clinic-claim.',
    ],
  ],
  [
    'a dose that is not typed as a protocol',
    'dose-not-protocol',
    ['content/en/entries/visit-plan.yaml, entry "visit-plan": The answer names a dose. Make the type protocol.'],
  ],
  [
    'an answer above the reading grade',
    'hard-to-read',
    [
      expect.stringMatching(
        /^content\/en\/entries\/less-medicine\.yaml, entry "less-medicine": The answer reads at grade \d\d\.\d, above 8\. /,
      ),
    ],
  ],
  ['an answer above the reading grade that has a waiver', 'hard-to-read-waived', []],
  [
    'a sentence without a full stop',
    'no-full-stop',
    ['content/en/entries/less-medicine.yaml, entry "less-medicine": Sentence 1 has no full stop at its end. Add it.'],
  ],
]

test('content that keeps every rule has no problems', async () => {
  expect(problemsOf(await loadContent(await clinicFolder()))).toEqual([])
})

describe('the check names file and entry of', () => {
  test.for(BROKEN)('%s', async ([, folder, problems]) => {
    expect(problemsOf(await loadContent(await clinicFolder({ overlays: [folder] })))).toEqual(problems)
  })
})

test('fewer English entries than the minimum are reported', async () => {
  const content = await loadContent(await clinicFolder())
  const tools = {
    engine: engineByHeart(content),
    syllables: syllable,
    minimums: { ...minimums, entries: MINIMUMS.entries },
  }
  expect(checkContent(content, tools).map(sentence)).toEqual([
    'content/en/entries: There are 5 English entries. Write at least 45.',
  ])
})

describe('a phrasing that is not answered says what happens instead', () => {
  test.for([
    [{ outcome: 'clarify', choiceIds: ['one-story', 'not-advice'] }, 'choose from "one-story", "not-advice"'],
    [{ outcome: 'crisis', rule: 'self-harm:direct' }, 'met with an emergency card (self-harm:direct)'],
    [{ outcome: 'smalltalk', smalltalkId: 'hello' }, 'taken for small talk'],
    [{ outcome: 'handoff', topicId: 'cost' }, 'taken for the topic "cost"'],
    [{ outcome: 'answer', entryIds: ['one-story', 'visit-plan'] }, 'answered with "one-story", "visit-plan"'],
  ] as const)('%o', async ([given, words]) => {
    const content = await loadContent(await clinicFolder())
    const heart = engineByHeart(content)
    const engine: Engine = {
      answer: (question, context) =>
        question === 'number of visits'
          ? decision({
              ...given,
              entryIds: [...('entryIds' in given ? given.entryIds : [])],
              choiceIds: [...('choiceIds' in given ? given.choiceIds : [])],
            })
          : heart.answer(question, context),
    }
    const problems = problemsOf(content, engine)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain('content/en/entries/visit-plan.yaml, entry "visit-plan"')
    expect(problems[0]).toContain(words)
  })
})
