import type { Browser, BrowserContextOptions, FrameLocator, Locator, Page } from 'playwright-core'
import { openPage, type Watched } from './browser.ts'
import type { RunningServer } from './process.ts'

/** A visitor at the demonstration clinic's page, with the words that the screens use. */
export class VisitorPage {
  readonly watched: Watched
  readonly page: Page
  readonly panel: FrameLocator

  private constructor(watched: Watched) {
    this.watched = watched
    this.page = watched.page
    this.panel = watched.page.frameLocator('iframe[title="Chat"]')
  }

  static async arrive(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<VisitorPage> {
    const visitor = new VisitorPage(await openPage(browser, options))
    await visitor.page.goto(url)
    return visitor
  }

  get launcher(): Locator {
    return this.page.locator('bedside-chat button')
  }

  get log(): Locator {
    return this.panel.getByLabel('Conversation', { exact: true })
  }

  get field(): Locator {
    return this.panel
      .getByLabel('Your message', { exact: true })
      .or(this.panel.getByLabel('Su mensaje', { exact: true }))
  }

  async open(): Promise<void> {
    await this.launcher.click()
    await this.field.waitFor()
  }

  /** Types and sends; accepts the notice if it is shown. */
  async ask(text: string): Promise<void> {
    await this.field.fill(text)
    await this.field.press('Enter')
    await this.agreeIfAsked(text)
  }

  /** The notice stands before the first message only. */
  async agreeIfAsked(text: string): Promise<void> {
    const agree = this.panel.getByRole('button', { name: 'Agree and send' })
    const bubble = this.log.getByText(text, { exact: true })
    await agree.or(bubble).first().waitFor()
    if (await agree.isVisible()) await agree.click()
    await bubble.last().waitFor()
  }

  /** The panel's own document, for what a locator cannot do. */
  frame() {
    const frame = this.page.frames().find((candidate) => new URL(candidate.url()).pathname === '/panel')
    if (!frame) throw new Error('the panel is not there')
    return frame
  }
}

/** Every frame that the visitor's browser sends over its sockets from here on. */
export function sentFrames(visitor: VisitorPage): string[] {
  const frames: string[] = []
  visitor.page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => frames.push(String(payload))))
  return frames
}

export const OWNER = { name: 'Ana Ruiz', email: 'ana@ninesisters.example', password: 'a lamp left on at night' }

/** A staff member at the console. */
export class StaffPage {
  readonly watched: Watched
  readonly page: Page

  private constructor(watched: Watched) {
    this.watched = watched
    this.page = watched.page
  }

  /** Makes the first account through the printed link; the console is open afterwards. */
  static async setUp(
    browser: Browser,
    server: Pick<RunningServer, 'setupLink'>,
    options: BrowserContextOptions = {},
  ): Promise<StaffPage> {
    const staff = new StaffPage(await openPage(browser, { viewport: { width: 1440, height: 900 }, ...options }))
    if (!server.setupLink) throw new Error('no set-up link was printed')
    await staff.page.goto(server.setupLink)
    await staff.page.getByLabel('Name', { exact: true }).fill(OWNER.name)
    await staff.page.getByLabel('Work e-mail').fill(OWNER.email)
    await staff.page.getByLabel('Password', { exact: true }).fill(OWNER.password)
    await staff.page.getByRole('button', { name: 'Make the account' }).click()
    // The clinic of the tests is the one that came with the program: no first steps.
    await staff.page.getByRole('link', { name: 'Later' }).click()
    await staff.inbox.waitFor()
    return staff
  }

  static async signIn(
    browser: Browser,
    server: Pick<RunningServer, 'url'>,
    options: BrowserContextOptions = {},
    who = OWNER,
  ): Promise<StaffPage> {
    const staff = new StaffPage(await openPage(browser, { viewport: { width: 1440, height: 900 }, ...options }))
    await staff.page.goto(`${server.url}/staff`)
    await staff.fillSignIn(who.password, who.email)
    await staff.inbox.waitFor()
    return staff
  }

  async fillSignIn(password: string, email = OWNER.email): Promise<void> {
    await this.page.getByLabel('Work e-mail').fill(email)
    await this.page.getByLabel('Password', { exact: true }).fill(password)
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  get inbox(): Locator {
    return this.page.getByRole('heading', { name: 'Waiting', level: 1 })
  }

  /** The row of a chat in the list, by the visitor's last words. */
  row(lastWords: string): Locator {
    return this.page.locator('section.list').getByRole('listitem').filter({ hasText: lastWords })
  }

  /** Shows the list of those who wait: a chat that was taken has moved on to Mine. */
  async showWaiting(): Promise<void> {
    await this.page
      .getByRole('navigation')
      .getByRole('link', { name: /^Waiting/ })
      .click()
    await this.inbox.waitFor()
  }

  /** Opens the chat with these last words from the list of those who wait, and takes it. */
  async takeFrom(lastWords: string): Promise<void> {
    await this.showWaiting()
    await this.row(lastWords).click()
    await this.take()
  }

  async take(): Promise<void> {
    await this.page.getByRole('button', { name: /^Take this chat/ }).click()
    await this.reply.waitFor()
  }

  get reply(): Locator {
    return this.page.getByLabel(/^Reply to Visitor/)
  }

  async send(text: string): Promise<void> {
    await this.reply.fill(text)
    await this.page.getByRole('button', { name: /^Send to visitor/ }).click()
  }
}
