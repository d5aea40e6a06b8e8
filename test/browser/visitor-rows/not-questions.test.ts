import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { type Clinic, openClinic } from '../../support/clinic.ts'
import { StaffPage, VisitorPage } from '../../support/people.ts'

let browser: Browser
let clinic: Clinic
beforeAll(async () => {
  const wrapped = openClinic({
    wrapEngine: (engine) => ({
      ...engine,
      answer: (question, context) =>
        question.startsWith('broken') ? Promise.reject(new Error('fell over')) : engine.answer(question, context),
    }),
  })
  ;[browser, clinic] = await Promise.all([launchBrowser(), wrapped])
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

async function arrive(): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, clinic.demoUrl)
  await visitor.open()
  return visitor
}

test('greetings, thanks, pictures and noise are met in words, never with an answer from the article (B13)', async () => {
  const visitor = await arrive()
  const replies = visitor.log.locator('[data-reply]')
  const said = ['hello', 'thank you', 'are you a robot?', '🙂🙂🙂', 'asdfghjkl', '?!']
  for (const [index, text] of said.entries()) {
    await visitor.ask(text)
    const reply = replies.nth(index)
    await reply.waitFor()
    // with the disclaimer, as everything that the assistant says
    await reply.getByText('Not medical advice.').waitFor()
    expect(await reply.getByText("The clinic's article says").count()).toBe(0)
    // five messages may come at once, and then one a second
    await clinic.clock.advance(1000)
  }
  expect(await replies.count()).toBe(said.length)
  expect(await replies.nth(2).innerText()).toMatch(/automatic assistant/i)
  expect(await visitor.panel.getByText('Nobody can join right now').count()).toBe(0)
  await visitor.watched.context.close()
})

test('of two questions, the one that is not answered is named and a person is asked (B14)', async () => {
  const visitor = await arrive()
  await visitor.ask('can ketamine help fibromyalgia and what does it cost')
  const reply = visitor.log.locator('[data-reply]')
  await reply.getByText("The clinic's article says").waitFor()
  await reply.getByText('You asked more than one thing. This answers a part. For the rest, ask a person.').waitFor()
  await visitor.panel.getByRole('form', { name: 'Nobody can join right now' }).waitFor()
  await visitor.watched.context.close()
})

test('an error inside of the assistant is said, with a way to a person, and the next question is answered (B17)', async () => {
  const visitor = await arrive()
  await visitor.ask('broken on purpose')
  await visitor.log.getByText('Something went wrong on our side. A person at the clinic can help.').waitFor()
  await visitor.panel.getByRole('form', { name: 'Nobody can join right now' }).waitFor()
  await visitor.ask('what is NMDA?')
  await visitor.log
    .getByText(/receptor/)
    .first()
    .waitFor()
  await visitor.watched.context.close()
})

test('many messages at once are refused politely, wait, and are all there in order in the end (B18)', async () => {
  const visitor = await arrive()
  await visitor.ask('message 0')
  for (let i = 1; i < 8; i += 1) {
    await visitor.field.fill(`message ${i}`)
    await visitor.field.press('Enter')
  }
  await visitor.panel.getByText(/^That was many messages at once\. The next one goes in \d+ seconds?\./).waitFor()
  const written = visitor.log.locator('.bubble').getByText(/^message \d$/)
  const all = Array.from({ length: 8 }, (_, i) => `message ${i}`)
  expect(await written.allInnerTexts()).toEqual(all)
  await visitor.panel.getByText(/^Sent /).waitFor()
  expect(await written.allInnerTexts()).toEqual(all)
  await visitor.watched.context.close()
})

describe('each reason for which a person is brought in is told to staff (H1)', () => {
  test.each([
    ['asked', 'can I talk to a person please'],
    ['not-covered', 'what are the side effects?'],
    ['red-flag', 'my chest feels tight after the infusion'],
    ['error', 'broken on purpose'],
  ])('%s', async (trigger, text) => {
    const visitor = await arrive()
    await visitor.ask(text)
    await visitor.panel
      .getByText('Nobody can join right now')
      .or(visitor.panel.getByText(/Nobody from the clinic is here now/))
      .first()
      .waitFor()
    expect(await triggersAfter(text)).toContain(trigger)
    await visitor.watched.context.close()
  })

  test('unsure twice', async () => {
    const visitor = await arrive()
    for (const text of ['ketamine and nerves', 'ketamine and nerves again']) {
      await visitor.ask(text)
      await visitor.log.locator('[data-reply]').last().waitFor()
    }
    await visitor.panel.getByRole('form', { name: 'Nobody can join right now' }).waitFor()
    expect(await triggersAfter('ketamine and nerves again')).toEqual(['unsure-twice'])
    await visitor.watched.context.close()
  })

  test('a "No" under an answer', async () => {
    const visitor = await arrive()
    await visitor.ask('what is NMDA, exactly?')
    await visitor.log.getByRole('button', { name: 'No', exact: true }).click()
    await visitor.log.getByRole('button', { name: 'Talk to a person about it' }).click()
    await visitor.panel.getByRole('form', { name: 'Nobody can join right now' }).waitFor()
    expect(await triggersAfter('what is NMDA, exactly?')).toEqual(['not-helpful'])
    await visitor.watched.context.close()
  })

  describe('and stands in their list', () => {
    let staff: StaffPage
    beforeAll(async () => {
      staff = await StaffPage.setUp(browser, clinic)
    })
    const seen = async (visitor: VisitorPage, text: string, reason: string) => {
      await staff.showWaiting()
      await staff.row(text).getByText(reason).waitFor()
      await visitor.watched.context.close()
    }

    test.each([
      ['Asked for a person', 'may I talk to a person please (row)'],
      ['Not in the article', 'what are the side effects? (row)'],
      ['Emergency words: medical', 'my chest feels tight after the infusion (row)'],
      ['Something went wrong', 'broken on purpose (row)'],
    ])('%s', async (reason, text) => {
      const visitor = await arrive()
      await visitor.ask(text)
      await seen(visitor, text, reason)
    })

    test('Unsure twice', async () => {
      const visitor = await arrive()
      for (const text of ['ketamine and nerves (row)', 'ketamine and nerves again (row)']) {
        await visitor.ask(text)
        await visitor.log.locator('[data-reply]').last().waitFor()
      }
      await seen(visitor, 'ketamine and nerves again (row)', 'Unsure twice')
    })

    test('a "No" under an answer', async () => {
      const visitor = await arrive()
      await visitor.ask('what is NMDA, exactly (row)?')
      await visitor.log.getByRole('button', { name: 'No', exact: true }).click()
      await visitor.log.getByRole('button', { name: 'Talk to a person about it' }).click()
      await seen(visitor, 'what is NMDA, exactly (row)?', 'didn’t help')
    })
  })

  async function triggersAfter(text: string): Promise<string[]> {
    const logs = await clinic.logs()
    const log = logs.findLast((events) => events.some((event) => event.type === 'message:sent' && event.text === text))
    return (log ?? []).flatMap((event) => (event.type === 'handoff:requested' ? [event.trigger] : []))
  }
})
