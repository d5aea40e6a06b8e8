import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '../../scripts/build.ts'
import { distFolder } from '../../server/app.ts'
import type { Fetched, Visit } from './visit.ts'

/** What our chat loads, bytes of bodies as they were sent. */
export interface OurBytes {
  loader: number
  /** From the click to a field that can be written in: the second script, the page in the frame, its script and style. */
  ready: number
  /** With what comes after it in a chat with suggestions, an answer and the notice. */
  conversation: number
}

/** Has a short chat on a page that is already open, and counts. */
export async function converse(visit: Visit): Promise<OurBytes> {
  const panel = visit.page.frameLocator('iframe[title="Chat"]')
  const field = panel.locator('#field')
  await field.pressSequentially('what is NMDA?', { delay: 50 })
  await visit.quiet()
  await field.press('Enter')
  await panel.getByRole('button', { name: 'Agree and send' }).click()
  await panel
    .getByText(/receptor/)
    .first()
    .waitFor()
  await visit.quiet()

  const { hostPage, panel: bundle } = JSON.parse(await readFile(join(distFolder, 'manifest.json'), 'utf8')) as Manifest
  const needed = ['/panel', `/${hostPage.file}`, bundle.js, ...(bundle.css ? [bundle.css] : []), ...bundle.preload]
  const fetched = (await visit.fetched()).map(({ url, body }) => ({ url: new URL(url), body }))
  const { origin } = new URL(visit.page.url())
  const ours = fetched.filter(({ url }) => url.origin !== origin)
  const sum = (some: { body: number }[]): number => some.reduce((total, { body }) => total + body, 0)
  const loader = sum(ours.filter(({ url }) => url.pathname === '/bedside.js'))
  return {
    loader,
    ready: sum(ours.filter(({ url }) => needed.includes(url.pathname))),
    conversation: sum(ours) - loader,
  }
}

export const bodies = (fetched: Fetched[]): number => fetched.reduce((total, { body }) => total + body, 0)
