import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Command } from '../../server/conversation/commands.ts'
import { seenName } from '../../server/person-name.ts'
import { launchBrowser } from '../support/browser.ts'
import { type Clinic, openClinic } from '../support/clinic.ts'
import { StaffPage, VisitorPage } from '../support/people.ts'
import { newId } from '../support/server.ts'

let browser: Browser
let clinic: Clinic
beforeAll(async () => {
  ;[browser, clinic] = await Promise.all([launchBrowser(), openClinic()])
})
afterAll(async () => {
  await browser.close()
  await clinic.close()
})

/** Who somebody could want to be taken for. */
const ROLES = [
  'Automatic assistant',
  'Assistant',
  'Bot',
  'Visitor',
  'You',
  'Usted',
  'Staff',
  'Nine Sisters Infusion Clinic',
  'Dr. Kim',
  'Nurse Kim',
  'System',
  "The clinic's article says",
]
/** What is done to a name so that it looks like another, or acts on what stands around it. */
const TRICKS: ((name: string) => string)[] = [
  (name) => name,
  (name) => `\u202e${[...name].reverse().join('')}\u202c`,
  (name) => `${name}\u200b\u2060`,
  (name) => name.replaceAll('a', '\u0430').replaceAll('e', '\u0435').replaceAll('i', '\u0456'),
  (name) => name.toUpperCase(),
  (name) => name.normalize('NFKD').replaceAll(/[A-Za-z]/g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0)),
  (name) => `\u05d0 ${name} \u05d1`,
  (name) => `<b class="bot">${name}</b>`,
  (name) => `${name} (staff) ✓`,
  (name) => `\u2067${name}\u2069\u0007`,
]
const names = ROLES.flatMap((role) => TRICKS.map((trick) => seenName(trick(role)).slice(0, 80)))

/** Each name takes the chat, writes once and gives it back. */
async function everybodyWrites(chatId: string): Promise<void> {
  const at = clinic.clock.now()
  const ask = async (command: Command, clientId: string | null) => {
    const sender = clientId === null ? 'system' : 'staff:spoof'
    const situation = { staffHere: 1, at, zone: 'America/Los_Angeles' }
    return clinic.store.append(
      chatId,
      { sender, clientId, content: JSON.stringify(command), at },
      { command, situation },
    )
  }
  for (const [n, name] of names.entries()) {
    const staff = { id: `spoof-${n}`, name }
    await ask({ type: 'staff:claim', staff }, newId())
    const epoch = (await clinic.store.conversation(chatId))?.epoch ?? 0
    const clientId = newId()
    await ask({ type: 'staff:send', clientId, staff, epoch, text: `words ${n}` }, clientId)
    await ask({ type: 'staff:release', staff, epoch, to: 'queue' }, newId())
  }
}

/** The look of each of those messages. */
const looks = (bubbles: Locator): Promise<string[]> =>
  bubbles.evaluateAll((all) =>
    all.filter((bubble) => /^words \d+$/.test(bubble.textContent ?? '')).map((bubble) => bubble.className),
  )

test('whatever the name of who writes, it is shown as staff’s and as nobody else’s: 120 of 120 (T19)', {
  timeout: 180_000,
}, async () => {
  expect(names).toHaveLength(120)
  const console = await StaffPage.setUp(browser, clinic)
  const visitor = await VisitorPage.arrive(browser, clinic.demoUrl)
  await visitor.open()
  await visitor.ask('can I talk to a person please')
  await visitor.panel.getByText("We've asked a person to join").waitFor()
  const [chat] = await clinic.store.list('open', 1)
  await everybodyWrites(chat?.id ?? '')

  await visitor.page.reload()
  await visitor.log.getByText('words 119', { exact: true }).waitFor()
  const inPanel = await looks(visitor.log.locator('.bubble'))
  expect(inPanel).toHaveLength(120)
  expect(new Set(inPanel)).toEqual(new Set(['bubble is-staff is-sent']))
  const rows = await visitor.log.locator('li').evaluateAll((all) =>
    all
      .filter((row) => /^words \d+$/.test(row.querySelector('.bubble')?.textContent ?? ''))
      .map((row) => ({
        isStaff: row.classList.contains('is-staff') && !/is-(bot|visitor)/.test(row.className),
        name: row.querySelector('p')?.textContent,
        inName: row.querySelector('p')?.childElementCount,
      })),
  )
  expect(rows).toEqual(names.map((name) => ({ isStaff: true, name, inName: 0 })))
  // Nothing that is told of them is told by the assistant or the visitor.
  expect(await visitor.log.locator('.is-bot, .is-visitor').filter({ hasText: 'joined at' }).count()).toBe(0)

  await console.page.goto(`${clinic.url}/staff#/all/${chat?.id}`)
  await console.page.getByRole('log').getByText('words 119', { exact: true }).waitFor()
  const inConsole = await looks(console.page.getByRole('log').locator('.bubble'))
  expect(inConsole).toHaveLength(120)
  for (const look of inConsole) expect(look).toMatch(/\bis-staff\b/)
  visitor.watched.expectClean()
})
