// All of them here: a style sheet of a piece that is fetched later would not be fetched with it.
import '../../client/ui/tokens.css'
import '../../client/ui/mark.css'
import '../../client/ui/bubble.css'
import '../../client/ui/answer-card.css'
import './styles/panel.css'
import './styles/bottom.css'
import './styles/first.css'
import './styles/log.css'
import './styles/crisis.css'
import './styles/sheet.css'
import './styles/clear.css'
import './styles/offline.css'
import './styles/suggestions.css'
import { render } from 'preact'
import { openShelf } from '../../client/shelf.ts'
import { App } from './app.tsx'
import { openHost } from './host.ts'
import { createLateChat, firstView } from './late-chat.ts'
import type { Late } from './panel.tsx'
import { reportTo } from './report.ts'
import { readSite } from './site.ts'
import { en } from './strings/en.ts'
import { loadWords } from './strings/index.ts'
import { SIZE, setTextSize } from './text-size.ts'
import { openVault } from './vault.ts'

const site = readSite(document)
const host = openHost(location.hash)
// By itself: most need it never, and those who do need it before anything else.
if (host.color) void import('./theme.ts').then(({ applyTheme }) => applyTheme(host.color ?? ''))

let told = { site, words: site.locale === 'en' ? en : await loadWords(site.locale), locale: site.locale }
let isOpen = !host.embedded

const shelf = openShelf(() => sessionStorage)
const vault = openVault(shelf)
setTextSize(shelf.get(SIZE) ?? '')
const first = firstView(site.presence)

const late = loadLate()
const coming = late.then(({ createChat, triage }) =>
  createChat({
    locale: () => told.locale,
    noticeVersion: site.notice.version,
    page: host.page,
    clinicPhone: site.clinic.phone,
    first,
    vault,
    shelf,
    triage: (text) => triage(text).card,
    onExists: (exists) => host.tell('chat', exists ? 1 : 0),
  }),
)

/** Tried again every few seconds while it cannot be fetched. */
async function loadLate(): Promise<Late> {
  for (;;) {
    try {
      return await import('./late.ts')
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 3000))
    }
  }
}

const chat = createLateChat(first, vault.ticket !== null, coming)
const look = (): void => chat.look(isOpen && document.visibilityState === 'visible')
let tellOpened: (phone: boolean, focus: boolean) => void = () => {}
let lastOpened: [phone: boolean, focus: boolean] | null = null
let report = () => {}
const showsPassages = host.embedded || site.articleUrl !== null

render(
  <App
    chat={chat}
    shelf={shelf}
    late={late}
    site={site}
    words={told.words}
    showPassage={showsPassages ? showPassage : null}
    closePanel={host.embedded ? () => host.tell('close') : null}
    onLanguage={(next) => {
      told = next
      report()
    }}
    onOpened={listenOpened}
  />,
  document.getElementById('panel') ?? document.body,
)

/** The page may open the panel before the panel listens. */
function listenOpened(listener: typeof tellOpened): void {
  tellOpened = listener
  if (lastOpened) listener(...lastOpened)
}

let sought = ''
/** On the page around the panel if it is there, otherwise on the article's own page. */
function showPassage(text: string): void {
  sought = text.split(/\s+/).slice(0, 8).join(' ')
  if (host.embedded) host.tell('passage:show', 0, sought)
  else openArticle()
}
function openArticle(): void {
  if (!site.articleUrl) return
  open(`${site.articleUrl}#:~:text=${encodeURIComponent(sought).replaceAll('-', '%2D')}`, '_blank', 'noopener')
}

host.onMessage((message) => {
  switch (message.type) {
    case 'opened':
      isOpen = true
      look()
      lastOpened = [message.phone, message.focus]
      tellOpened(...lastOpened)
      break
    case 'closed':
      isOpen = false
      look()
      break
    case 'passage:result':
      if (!message.found) openArticle()
  }
})
document.addEventListener('visibilitychange', look)
look()
report = reportTo(host, chat, () => told)
host.tell('ready')
if (chat.exists) host.tell('chat', 1)
