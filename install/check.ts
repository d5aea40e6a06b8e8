import { openDialog } from './dialog.ts'
import { findings } from './findings.ts'
import { lookAround, tryTheWay } from './look.ts'

declare global {
  /** Origin of the chat's server: put in by the server when it gives the check out. */
  const SERVER: string
}

/**
 * The check of a clinic's page, run on that page by its owner: as a bookmark, or in the browser's console. It is whole in
 * itself, because a page that blocks the chat's script would block a script of the check as well.
 */
async function check(): Promise<void> {
  if (document.readyState !== 'complete') {
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }))
  }
  const seen = lookAround()
  const dialog = openDialog()
  dialog.show(findings({ ...seen, ...(await tryTheWay(SERVER, seen, dialog.room)) }))
}

void check()
