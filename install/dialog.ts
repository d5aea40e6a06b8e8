import { dialogCss } from './dialog-css.ts'
import type { Finding } from './findings.ts'

const MARKS: Record<Finding['mark'], { sign: string; words: string }> = {
  works: { sign: '✓', words: 'Works' },
  fix: { sign: '✗', words: 'To fix' },
  know: { sign: 'i', words: 'Good to know' },
}

export interface CheckDialog {
  /** Where the check may put what it tries. */
  room: ShadowRoot
  show(findings: Finding[]): void
}

/** A window over the page that says what is going on, then what was found. The page's styles do not reach into it. */
export function openDialog(): CheckDialog {
  document.querySelector('bedside-check')?.remove()
  const host = document.createElement('bedside-check')
  const room = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(dialogCss)
  room.adoptedStyleSheets = [sheet]

  const title = element('h1', 'Checking this page…')
  title.id = 'title'
  title.tabIndex = -1
  const list = element('ul')
  const copied = element('p')
  copied.setAttribute('role', 'status')
  const close = element('button', 'Close')
  const dialog = element('dialog')
  dialog.setAttribute('aria-labelledby', title.id)
  const buttons = element('div')
  buttons.append(close)
  dialog.append(title, list, copied, buttons)
  room.append(dialog)
  document.documentElement.append(host)
  dialog.addEventListener('close', () => host.remove())
  close.onclick = () => dialog.close()
  // The top layer: over whatever the page has on top.
  dialog.showModal()
  title.focus()

  return {
    room,
    show(findings) {
      title.textContent = headline(findings)
      list.append(...inOrder(findings).map(lineOf))
      const copy = element('button', 'Copy as text')
      copy.onclick = async () => {
        copied.textContent = await navigator.clipboard.writeText(asText(findings)).then(
          () => 'Copied.',
          () => 'This page does not allow copying. Select the lines instead.',
        )
      }
      buttons.prepend(copy)
      title.focus()
    },
  }
}

/** What has to be done comes first. */
function inOrder(findings: Finding[]): Finding[] {
  const order: Finding['mark'][] = ['fix', 'know', 'works']
  return order.flatMap((mark) => findings.filter((finding) => finding.mark === mark))
}

/** What the whole comes to, in one line. */
export function headline(findings: Finding[]): string {
  const toFix = findings.filter(({ mark }) => mark === 'fix').length
  if (toFix === 0) return 'The chat works on this page'
  return toFix === 1 ? 'One thing to fix' : `${toFix} things to fix`
}

/** For an e-mail to whoever runs the site. */
export function asText(findings: Finding[]): string {
  const lines = inOrder(findings).map(({ mark, text, next }) =>
    [`${MARKS[mark].words}: ${text}`, ...(next ? [`  What to do: ${next}`] : [])].join('\n'),
  )
  return [headline(findings), location.origin + location.pathname, '', ...lines].join('\n')
}

function lineOf({ mark, text, next }: Finding): HTMLElement {
  const { sign, words } = MARKS[mark]
  const item = element('li')
  item.className = mark
  const drawn = element('span', sign)
  drawn.setAttribute('aria-hidden', 'true')
  const said = element('div')
  said.append(element('b', `${words}: `), text)
  if (next) said.append(element('p', next))
  item.append(drawn, said)
  return item
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text = ''): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(name), { textContent: text })
}
