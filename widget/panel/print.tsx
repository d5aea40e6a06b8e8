import { render } from 'preact'
import printCss from './styles/print.later.css'
import type { Transcript } from './transcript.ts'
import { TranscriptPage } from './views/transcript-page.tsx'

/** Puts a style sheet that came as text on `page`, where no policy about styles minds it. Returns the undoing. */
export function adoptSheet({ document, CSSStyleSheet }: typeof window, text: string): () => void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet)
  }
}

/**
 * Prints a transcript. Inside a clinic's page a tab of its own is opened for it: printing a frame prints the page around
 * it on some phones, and what cannot print can still save or share a tab. By itself, and where no tab is let open (a kiosk),
 * this page is printed with nothing on it but the transcript. The tab is an empty document of this origin under this page's
 * policy, drawn from here: nothing is fetched for it, and no address leads back to it.
 */
export function printTranscript(transcript: Transcript, lang: string): void {
  const tab = window.parent === window ? null : open('', '_blank')
  const page = (tab ?? window) as typeof window
  const root = page.document.createElement('div')
  root.className = 'transcript'
  render(<TranscriptPage transcript={transcript} />, root)
  page.document.body.append(root)
  const leave = adoptSheet(page, printCss)
  if (tab) {
    tab.document.title = transcript.title
    tab.document.documentElement.lang = lang
  } else {
    addEventListener(
      'afterprint',
      () => {
        root.remove()
        leave()
      },
      { once: true },
    )
  }
  // Drawn first: some browsers print what was there before.
  page.requestAnimationFrame(() => page.setTimeout(() => page.print()))
}
