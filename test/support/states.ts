import type { Browser, BrowserContextOptions, Locator } from 'playwright-core'
import type { Locale } from '../../protocol/events.ts'
import { en } from '../../widget/panel/strings/en.ts'
import { es } from '../../widget/panel/strings/es.ts'
import { moreEn } from '../../widget/panel/strings/more-en.ts'
import { moreEs } from '../../widget/panel/strings/more-es.ts'
import { type StaffPage, VisitorPage } from './people.ts'
import type { RunningServer } from './process.ts'

/** A look at the panel (or at the clinic's page, where the launcher is) in the state that it is in. */
export type Look = (state: string, visitor: VisitorPage, where?: 'panel' | 'page') => Promise<void>

interface Walk {
  browser: Browser
  server: RunningServer
  locale: Locale
  options?: BrowserContextOptions
  look: Look
}

const TITLE = 'Is ketamine used for nerve pain?'
const SAID = {
  en: { unclear: 'ketamine and nerves', crisis: 'i want to die', medical: 'my chest hurts and I cannot breathe' },
  es: { unclear: 'ketamine and nerves', crisis: 'quiero quitarme la vida', medical: 'me duele mucho el pecho' },
}

async function arrive({ browser, server, locale, options }: Walk): Promise<VisitorPage> {
  const visitor = await VisitorPage.arrive(browser, server.demoUrl, options)
  await visitor.launcher.waitFor()
  // as a clinic's page in that language asks for it
  if (locale !== 'en') await visitor.page.evaluate((lang) => window.Bedside?.setLocale(lang), locale)
  return visitor
}

/** What the walks press and wait for, by the words of the language. */
function hands(visitor: VisitorPage, locale: Locale) {
  const words = locale === 'en' ? en : es
  const more = locale === 'en' ? moreEn : moreEs
  const { panel } = visitor
  const button = (name: string | RegExp): Locator => panel.getByRole('button', { name, exact: true }).first()
  const item = (name: string): Locator => panel.getByRole('menuitem', { name, exact: true })
  const seen = (text: string | RegExp): Promise<void> => panel.getByText(text).first().waitFor()
  return {
    words,
    more,
    button,
    seen,
    press: (name: string | RegExp) => button(name).click(),
    log: panel.getByLabel(words.log, { exact: true }),
    async say(text: string) {
      await visitor.field.fill(text)
      await visitor.field.press('Enter')
    },
    item,
    async menu(name: string) {
      await button(words.menu).click()
      await item(name).click()
    },
  }
}

/** Nobody of the clinic is there: from the launcher to a message that was left, and an emergency. */
export async function walkAlone(walk: Walk): Promise<void> {
  const { locale, look } = walk
  const visitor = await arrive(walk)
  const { words, more, button, item, seen, press, log, say, menu } = hands(visitor, locale)
  const { context } = visitor.watched
  await look('launcher', visitor, 'page')
  await visitor.open()
  await seen(words.title)
  await look('first view, nobody here', visitor)

  await press(words.menu)
  await item(words.privacy).waitFor()
  await look('menu', visitor)
  await item(words.privacy).click()
  await seen(more.privacyLines[0] ?? '')
  await look('privacy', visitor)
  await press(words.back)
  await menu(words.fullDisclaimer)
  await visitor.panel.getByRole('heading', { name: words.fullDisclaimer }).waitFor()
  await look('disclaimer', visitor)
  await press(words.back)

  await visitor.field.fill('fibro')
  await visitor.panel.getByRole('region', { name: words.suggestions }).getByRole('button').first().waitFor()
  await look('suggestions', visitor)
  await say('123-45-6789')
  await button(words.removeIt).waitFor()
  await look('private number', visitor)
  await press(words.removeIt)

  await press(/^(All|Las) \d+/)
  await button(TITLE).waitFor()
  await look('all answers', visitor)
  await press(TITLE)
  await button(words.agree).waitFor()
  await look('notice', visitor)
  await press(words.agree)
  await press(/^(Show the|Ver)/)
  await look('answer, passage open', visitor)
  await press(words.no)
  await seen(words.whatWasMissing)
  await look('reasons', visitor)

  await say(SAID[locale].unclear)
  await button(words.noneOfThese).waitFor()
  await look('titles to choose from', visitor)

  await context.setOffline(true)
  await seen(/^(You're offline|Sin conexión)/)
  await say('one two three')
  await seen(words.notSentYet)
  await look('offline', visitor)
  await press(/^(All|Las) \d+/)
  await visitor.panel.getByRole('region', { name: words.allAnswersTitle }).getByRole('button', { name: TITLE }).click()
  await visitor.panel.getByRole('heading', { name: TITLE }).waitFor()
  await look('an answer on this device', visitor)
  await visitor.page.keyboard.press('Escape')
  await visitor.page.keyboard.press('Escape')
  await context.setOffline(false)
  await button(words.talkToPerson).waitFor()

  await press(words.talkToPerson)
  await button(words.leave).waitFor()
  await visitor.panel.getByLabel(more.contactField).fill(' ')
  await press(words.leave)
  await seen(more.leaveEmpty)
  await look('leave a message', visitor)
  await visitor.panel.getByLabel(more.questionField, { exact: true }).fill('one two three')
  await visitor.panel.getByLabel(more.contactField).fill('somebody, desk 4')
  await press(words.leave)
  await seen(words.left)
  await look('left', visitor)

  await say(SAID[locale].crisis)
  await log.getByRole('link', { name: /988/ }).first().waitFor()
  await seen(words.nobodyHereNow)
  await look('crisis', visitor)

  await press(words.menu)
  await item(more.print).waitFor()
  await look('menu of a chat', visitor)
  await item(words.clear).click()
  await button(words.clearNow).waitFor()
  await look('asked whether to clear', visitor)
  await press(words.clearNow)
  await seen(more.receiptNumber)
  await look('receipt', visitor)
  visitor.watched.expectClean()
  await context.close()
}

/** A person is on duty, waits for nobody and takes the chat: from the first view to a chat that was opened again. */
export async function walkWithPerson(walk: Walk, staff: StaffPage): Promise<void> {
  const { locale, look, server } = walk
  const visitor = await arrive(walk)
  const { words, button, seen, press, log, say } = hands(visitor, locale)
  await visitor.open()
  await seen(new RegExp(words.staffHere))
  await look('first view, somebody here', visitor)
  await press(words.talkToPerson)
  await press(words.agree)
  await seen(words.weAsked)
  await look('waiting', visitor)

  const code = `one two three ${locale}`
  await say(code)
  await staff.showWaiting()
  await staff.row(code).first().click()
  await staff.take()
  await seen(words.staffName('Ana'))
  await look('a person joined', visitor)
  await staff.reply.pressSequentially('one')
  await seen(words.isWriting('Ana'))
  await look('a person is writing', visitor)
  await staff.send('one two three four')
  await seen('one two three four')

  server.signal('SIGSTOP')
  await say('one two')
  await seen(words.sending)
  await look('sending', visitor)
  server.signal('SIGCONT')
  await seen(/^(Sent |Enviado)/)
  // half of a pair that is no character: whatever it is, the server cannot keep it as it is
  await visitor.field.evaluate((field: HTMLTextAreaElement) => {
    field.value = 'one \ud83d'
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await visitor.field.press('Enter')
  await button(words.tryAgain).waitFor()
  await look('failed', visitor)
  await press(words.remove)

  await say(SAID[locale].medical)
  await log.getByRole('link', { name: /911/ }).first().waitFor()
  await seen(words.staffHaveBeenTold)
  await look('emergency', visitor)
  await press(words.endChat)
  await seen(/^(Chat ended at|El chat terminó)/)
  await look('ended', visitor)
  await say('one two')
  await seen(words.reopened)
  await look('open again', visitor)
  await press(words.close)
  await look('launcher of a chat', visitor, 'page')
  visitor.watched.expectClean()
  await visitor.watched.context.close()
}
