/**
 * What the clinic's page loads: a launcher, and on the visitor's intent the frame with the panel. It stores nothing until
 * the visitor has accepted the notice, and then one word: whether the panel was open.
 */
import { isToHost, type ToPanel } from '../protocol/frame.ts'
import { css } from './launcher-css.ts'

declare global {
  interface Window {
    Bedside?: { open: () => void; close: () => void; setLocale: (lang: string) => void; destroy: () => void }
    /** Not in the standard, and in every browser. */
    find: (text: string, caseSensitive: boolean, backwards: boolean, wrap: boolean) => boolean
  }
}

/** How long the frame may take before phone numbers stand in for it, ms. */
const READY_MS = 5000

function start({ src, dataset }: HTMLScriptElement): void {
  const { origin } = new URL(src)
  const { color = '', page = location.pathname } = dataset
  const phone = matchMedia('(max-width:599px)')
  const ended = new AbortController()
  let lang: string
  let ask: string
  let ready = false
  let isOpen = false
  let takesFocus: boolean
  let late: ReturnType<typeof setTimeout>

  const make = <K extends keyof HTMLElementTagNameMap>(parent: Node | null, tag: K, properties = {}) => {
    const made = Object.assign(document.createElement(tag), properties) as HTMLElementTagNameMap[K]
    parent?.appendChild(made)
    return made
  }

  // Beside the body, not in it: pages that swap their body keep the chat.
  const host = make(document.documentElement, 'bedside-chat' as 'div')
  const shadow = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  shadow.adoptedStyleSheets = [sheet]
  const root = make(shadow, 'div')
  const button = make(root, 'button')
  const words = make(button, 'span')
  const label = make(words, 'b')
  const line = make(words, 'small')
  const badge = make(button, 'i')
  const numbers = make(root, 'p')
  const frame = make(null, 'iframe', { title: 'Chat', referrerPolicy: 'no-referrer' })
  frame.setAttribute(
    'sandbox',
    'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox',
  )

  const set = (name: string, value = '') => host.style.setProperty(`--${name}`, value)
  for (const name in dataset) set(name, dataset[name])
  const light = [0.2126, 0.7152, 0.0722].reduce(
    (sum, weight, i) => sum + weight * (Number.parseInt(color.slice(2 * i + 1, 2 * i + 3), 16) / 255) ** 2.2,
    0,
  )
  // Black on light colours, white on dark ones: on any colour one of the two has at least 4.5:1.
  if (light > 0.18) set('o', '#000')

  /** Reads, writes or (null) forgets the word in the page's storage, where the page has one. */
  const kept = (value?: string | null) => {
    try {
      if (value === null) delete sessionStorage.bedside
      else if (value) sessionStorage.bedside = value
      return sessionStorage.bedside
    } catch {}
  }
  const tell = (message: ToPanel) => frame.contentWindow?.postMessage(message, origin)
  const tellOpened = () => tell({ bedside: 1, type: 'opened', phone: phone.matches, focus: takesFocus })
  const load = () => {
    frame.src = `${origin}/panel?lang=${lang}#${new URLSearchParams({ page, color, host: location.origin })}`
    root.append(frame)
  }
  const warm = () => {
    if (!frame.src) load()
  }
  const show = (shown: boolean) => {
    isOpen = shown
    clearTimeout(late)
    root.className = shown ? 'open' : ''
    numbers.textContent = ''
    if (kept()) kept(shown ? 'open' : 'shut')
    dispatchEvent(new Event(shown ? 'bedside:open' : 'bedside:close'))
  }
  const open = (focus = true) => {
    warm()
    show(true)
    takesFocus = focus
    if (focus) frame.focus()
    if (focus && phone.matches && !history.state?.bedside) history.pushState({ ...history.state, bedside: 1 }, '')
    if (ready) tellOpened()
    else late = setTimeout(standIn, READY_MS)
  }
  const close = () => {
    if (!isOpen) return
    show(false)
    tell({ bedside: 1, type: 'closed' })
    button.focus({ preventScroll: true })
    if (history.state?.bedside) history.back()
  }
  const standIn = () => {
    close()
    for (const number of [dataset.phone, '911', '988']) {
      if (number) make(numbers, 'a', { href: `tel:${number.replace(/\D/g, '')}`, textContent: `☎ ${number}` })
    }
  }
  const setLocale = (next = '') => {
    lang = root.lang = next.startsWith('es') ? 'es' : 'en'
    label.textContent = ask = lang === 'es' ? 'Haga una pregunta' : 'Ask a question'
    if (frame.src) load()
  }
  const on = (target: EventTarget | null, types: string[], listener: (event: MessageEvent) => void) => {
    for (const type of types) target?.addEventListener(type, listener as EventListener, ended)
  }

  on(window, ['message'], ({ data, origin: from, source }) => {
    if (from !== origin || source !== frame.contentWindow || !isToHost(data)) return
    const { type, count, text } = data
    switch (type) {
      case 'ready':
        ready = true
        clearTimeout(late)
        if (isOpen) tellOpened()
        break
      case 'close':
        close()
        break
      case 'chat':
        kept(count ? (isOpen ? 'open' : 'shut') : null)
        break
      case 'unread':
        badge.textContent = count ? `${count}` : ''
        label.textContent = count ? text : ask
        document.title = (count ? `(${count}) ` : '') + document.title.replace(/^\(\d+\) /, '')
        break
      case 'presence':
        line.textContent = text
        set('l', count ? '#f3a95f' : '')
        break
      case 'passage:show':
        if (phone.matches) close()
        tell({ bedside: 1, type: 'passage:result', found: window.find(text, false, false, true) })
    }
  })
  on(window, ['popstate'], () => {
    if (phone.matches && !history.state?.bedside) close()
  })
  // A phone's keyboard covers part of the page: the panel takes what is left.
  on(visualViewport, ['resize', 'scroll'], () => {
    set('h', `${visualViewport?.height}px`)
    set('t', `${visualViewport?.offsetTop}px`)
  })
  on(button, ['pointerenter', 'focus'], warm)
  on(button, ['click'], () => open())
  setLocale(dataset.lang ?? document.documentElement.lang)

  window.Bedside = {
    open,
    close,
    setLocale,
    destroy() {
      ended.abort()
      host.remove()
      delete window.Bedside
    },
  }
  if (kept() === 'open') open(false)
  else if (kept()) warm()
}

const script = document.currentScript
if (script instanceof HTMLScriptElement && !window.Bedside) start(script)
