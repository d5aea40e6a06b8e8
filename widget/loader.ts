/**
 * What the clinic's page loads: a launcher. On the visitor's intent it makes the frame with the panel and, beside it,
 * loads `host-page.ts`, which does the rest; where either does not come, telephone numbers stand in. It stores nothing.
 */
import type { Call, Chat } from './host-page.ts'
import { css } from './launcher-css.ts'

declare global {
  interface Window {
    Bedside?: { open: () => void; close: () => void; setLocale: (lang: string) => void; destroy: () => void }
    /** Where the browser knows Trusted Types, whether or not this page enforces them. */
    trustedTypes?: object
  }
  /** Where our server has the second script, and the `integrity` of its bytes: both set by the build. */
  const HOST_PAGE: string
  const HOST_PAGE_INTEGRITY: string
}

function start({ src, dataset, nonce }: HTMLScriptElement): void {
  const { origin } = new URL(src)
  const { color = '', page = location.pathname } = dataset
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K, properties?: object) =>
    Object.assign(document.createElement(tag), properties) as HTMLElementTagNameMap[K]

  const warm = () => {
    if (frame.isConnected) return
    shadow.append(frame)
    // Setting a script's address throws where the page enforces Trusted Types, and trying is reported to the page's
    // owner. So browsers that know them get the bytes checked by a link and then import what was checked. Each kind of
    // element takes the address by its own property and ignores the other.
    const href = origin + HOST_PAGE
    const checked = window.trustedTypes
    host.append(
      make(checked ? 'link' : 'script', {
        nonce,
        integrity: HOST_PAGE_INTEGRITY,
        crossOrigin: '',
        rel: 'modulepreload',
        referrerPolicy: 'no-referrer',
        async onload() {
          await (checked && import(href))
          window.bedsideHost(chat)
        },
        onerror: () => frame.remove(),
        href,
        src: href,
      }),
    )
  }
  const open = (focus: Call = true) => {
    warm()
    calls.push(focus)
    // How long the panel may take before telephone numbers stand in for it, ms.
    setTimeout(() => {
      if (chat.ready) return
      close()
      shadow.append(numbers)
    }, 5000)
  }
  const close = () => calls.push(null)
  const setLocale = (next: string) => {
    const lang = /^es/.test(next) ? 'es' : 'en'
    button.lang = lang
    label.textContent = chat.ask = lang > 'en' ? 'Haga una pregunta' : 'Ask a question'
    frame.src = `${origin}/panel?lang=${lang}#${new URLSearchParams({ host: location.origin, page, color })}`
    if (frame.isConnected) shadow.append(frame)
  }

  const button = make('button', { onclick: open, onpointerenter: warm, onfocus: warm })
  const words = make('span')
  const label = make('b')
  const numbers = make('p')
  const frame = make('iframe', {
    title: 'Chat',
    referrerPolicy: 'no-referrer',
    sandbox:
      'allow-downloads allow-scripts allow-forms allow-same-origin allow-popups-to-escape-sandbox allow-popups allow-modals',
  })
  // Beside the body, not in it: pages that swap their body keep the chat.
  const host = make('bedside-chat' as 'div')
  const shadow = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  // Luminance on a scale of its own, where 5e5 is 0.18: black on light colours, white on dark ones. On any colour one of
  // the two has at least 4.5:1.
  const rgb = Number(`0x${color.slice(1)}`)
  const light = 3 * (rgb >> 16) ** 2.2 + 10 * ((rgb >> 8) & 255) ** 2.2 + (rgb & 255) ** 2.2
  sheet.replaceSync(css(dataset, light > 5e5 ? '#000' : '#fff'))
  shadow.adoptedStyleSheets = [sheet]
  const calls: Call[] = []
  const ended = new AbortController()
  const chat: Chat = { frame, calls, ended }
  const attach = () => ended.signal.aborted || host.isConnected || document.documentElement.append(host)
  new IntersectionObserver(attach).observe(host)
  attach()
  shadow.append(button)
  button.append(words)
  words.append(label)
  for (const number of [dataset.phone, '911', '988'])
    if (number) numbers.append(make('a', { href: `tel:${number.replace(/\D/g, '')}`, textContent: `☎ ${number}` }))

  addEventListener('message', (event) => event.origin === origin && calls.push(event), ended)
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
  try {
    const word = sessionStorage.bedside
    if (word === 'open') open(false)
    else if (word) warm()
  } catch {}
}

if (!window.Bedside)
  start((document.currentScript ?? document.querySelector('[src*="/bedside."]')) as HTMLScriptElement)
