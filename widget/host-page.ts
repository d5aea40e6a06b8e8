/**
 * What runs in the clinic's page once a visitor has shown intent: opening and closing with focus and history, messages
 * with the panel in its frame, what is new on the launcher, passages found on the page, a phone's screen. It stores
 * nothing until the visitor has accepted the notice, and then one word: whether the panel was open.
 */
import { isToHost, type ToPanel } from '../protocol/frame.ts'
import { openedCss } from './launcher-css.ts'

declare global {
  interface Window {
    /** Left by this script for every loader of the page, which calls it once with its chat. */
    bedsideHost: (chat: Chat) => void
    /** Not in the standard, and in every browser. */
    find: (text: string, caseSensitive: boolean, backwards: boolean, wrap: boolean) => boolean
  }
}

/** Null closes the panel, false opens it without moving the focus; a message is heard; anything else opens the panel. */
export type Call = Event | boolean | null

/** What the loader hands over. */
export interface Chat {
  /** In the launcher's shadow root, with its address set. */
  frame: HTMLIFrameElement
  /** What was asked for before this script came. Its `push` is replaced by one that does what it is given. */
  calls: Call[]
  /** Aborted when the page takes the chat away. */
  ended: AbortController
  /** What the launcher says while nothing is unread. */
  ask?: string
  /** Set here when the panel can be used: telephone numbers need not stand in for it any more. */
  ready?: boolean
}

/** Writes or (null) forgets the word in the page's storage, where the page has one. Returns what is there. */
function kept(value?: string | null): string | undefined {
  try {
    if (value === null) delete sessionStorage.bedside
    else if (value) sessionStorage.bedside = value
    return sessionStorage.bedside
  } catch {}
}

window.bedsideHost = (chat) => {
  const { frame, calls, ended } = chat
  const { origin } = new URL(frame.src)
  const shadow = frame.getRootNode() as ShadowRoot
  const host = shadow.host as HTMLElement
  const button = shadow.firstChild as HTMLElement
  const label = shadow.querySelector('b') as HTMLElement
  const phone = matchMedia('(max-width:599px)')
  let takesFocus = false
  /** What had the focus when the panel was asked for. */
  let from: Element | null = null

  // The element that brought this script would bring it again when a page moves the launcher. All children at once, and a
  // press that has begun on the launcher would not become a click.
  host.firstChild?.remove()
  // Nothing of the launcher is moved: a press that has begun on it would not become a click.
  const line = document.createElement('small')
  const badge = document.createElement('i')
  label.after(line)
  button.append(badge)
  const sheet = new CSSStyleSheet()
  const { right, bottom } = getComputedStyle(host)
  sheet.replaceSync(openedCss(right, bottom))
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet]

  const set = (name: string, value: string) => host.style.setProperty(`--bedside-${name}`, value)
  const isOpen = () => frame.className !== ''
  const tell = (message: ToPanel) => frame.contentWindow?.postMessage(message, origin)
  const tellOpened = () => {
    // Not before: a frame of another site that gets the focus while it loads may never be given what is typed (Chromium).
    // Nor where the visitor has gone elsewhere on the page in the meantime.
    const focus = takesFocus && [from, document.body].includes(document.activeElement)
    if (focus) frame.focus()
    tell({ bedside: 1, type: 'opened', phone: phone.matches, focus })
  }
  const show = (shown: boolean) => {
    frame.className = button.className = shown ? 'open' : ''
    shadow.querySelector('p')?.remove()
    if (kept()) kept(shown ? 'open' : 'shut')
    dispatchEvent(new Event(shown ? 'bedside:open' : 'bedside:close'))
  }
  const open = (focus: boolean) => {
    from = document.activeElement
    show(true)
    takesFocus = focus
    if (focus && phone.matches && !history.state?.bedside) history.pushState({ ...history.state, bedside: 1 }, '')
    if (chat.ready) tellOpened()
  }
  const close = () => {
    if (!isOpen()) return
    const hadFocus = shadow.activeElement
    show(false)
    tell({ bedside: 1, type: 'closed' })
    if (hadFocus) button.focus({ preventScroll: true })
    if (history.state?.bedside) history.back()
  }

  const hear = ({ origin: from, source, data }: MessageEvent) => {
    if (from !== origin || source !== frame.contentWindow || !isToHost(data)) return
    const { type, count, text } = data
    switch (type) {
      case 'ready':
        chat.ready = true
        if (isOpen()) tellOpened()
        break
      case 'close':
        close()
        break
      case 'chat':
        kept(count ? (isOpen() ? 'open' : 'shut') : null)
        break
      case 'unread':
        badge.textContent = count ? `${count}` : ''
        label.textContent = count ? text : (chat.ask ?? '')
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
  }
  const act = (call: Call) => {
    if (ended.signal.aborted) return
    if (call instanceof MessageEvent) hear(call)
    else if (call === null) close()
    else open(call !== false)
  }

  addEventListener('popstate', () => phone.matches && !history.state?.bedside && close(), ended)
  // A phone's keyboard covers part of the page: the panel takes what is left.
  const seen = visualViewport
  for (const type of ['resize', 'scroll'])
    seen?.addEventListener(
      type,
      () => {
        set('h', `${seen.height}px`)
        set('t', `${seen.offsetTop}px`)
      },
      ended,
    )

  // Of several openings and closings that nobody saw, the last one is what the visitor wants.
  const wanted = calls.filter((call) => !(call instanceof MessageEvent)).at(-1)
  if (wanted !== undefined) act(wanted)
  for (const call of calls) if (call instanceof MessageEvent) act(call)
  calls.push = (call) => {
    act(call as Call)
    return 0
  }
}
