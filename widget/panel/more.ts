// Runs already; named here, what both need stays in one file with it instead of in a small one of its own. What `late.ts`
// needs as well comes from it by way of the panel, for the same reason.
import './main.tsx'
import type { Locale } from '../../protocol/events.ts'
import { adoptSheet } from './print.tsx'
import { moreEn } from './strings/more-en.ts'
import sheet from './styles/more.later.css'
import { LeaveForm } from './views/leave.tsx'
import { Menu } from './views/menu.tsx'
import { ReceiptCard } from './views/receipt.tsx'

adoptSheet(window, sheet)

/** What most conversations never need, fetched when it is first asked for. Rejects when it cannot be fetched. */
export async function loadMore(locale: Locale) {
  const words = locale === 'es' ? (await import('./strings/more-es.ts')).moreEs : moreEn
  return { LeaveForm, Menu, ReceiptCard, words }
}
