import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clinicFolder } from './fixtures/clinic.ts'

const SCRIPT = join(import.meta.dirname, '../../scripts/faq-check.ts')

interface Run {
  code: number
  stdout: string
  stderr: string
}

function faqCheck(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile('node', [SCRIPT, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}

test("this repository's content passes, and the summary counts it", async () => {
  const { code, stdout, stderr } = await faqCheck()
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^\d+ entries with \d+ phrasings, \d+ topics, \d+ small talk\n13 of 13 sections of the article are quoted\n/,
  )
  expect(stdout).toMatch(/\n {2}\d\d\.\d {2}medicines-tried-before {2}waived: The names of the medicines/)
  expect(stdout).toMatch(/\nNo problems\.\n$/)
})

test('content with a wrong quote ends with 1 and names file and entry', async () => {
  const { code, stdout, stderr } = await faqCheck(await clinicFolder({ overlays: ['passage-not-verbatim'] }))
  expect(code).toBe(1)
  expect(stderr).toContain(
    'content/en/entries/less-medicine.yaml, entry "less-medicine": The passage "At our clinic we have found that many people take less pain …" of sentence 1 is not in the article word for word',
  )
  expect(stdout).toMatch(/\n\d+ problems\.\n$/)
})

test('content that cannot be loaded ends with 1 and names file and entry', async () => {
  const { code, stdout, stderr } = await faqCheck(await clinicFolder({ overlays: ['unknown-type'] }))
  expect(code).toBe(1)
  expect(stderr).toBe(
    'content/en/entries/one-story.yaml, entry "one-story": "type" must be one of: fact, clinic-claim, testimonial, protocol. Look at line 2.\n',
  )
  expect(stdout).toBe('1 problem.\n')
})
