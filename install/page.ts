import './page.css'

/** The owner's page: its buttons copy, and its bookmark is there to be dragged. */
const byId = (id: string): HTMLElement | null => document.getElementById(id)
const bookmark = byId('bookmark') as HTMLAnchorElement | null

function textOf(name: string): string {
  const address = bookmark?.href ?? ''
  if (name === 'bookmark') return address
  if (name === 'script') return decodeURIComponent(address.replace(/^javascript:/, ''))
  return byId(name)?.textContent ?? ''
}

function say(words: string, near: Element): void {
  const said = byId('said')
  if (!said) return
  said.textContent = words
  near.after(said)
}

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copies]')) {
  button.hidden = false
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(textOf(button.dataset.copies ?? '')).then(
      () => say('Copied.', button),
      () => say('The browser does not allow copying here. Select the text instead.', button),
    )
  })
}

bookmark?.addEventListener('click', (event) => {
  event.preventDefault()
  say('Drag it to the bookmarks bar. It is of use on your own site, not here.', bookmark)
})
