import type { Launcher, PageFacts, Tag, Tracker } from './facts.ts'

/** One line for the site's owner, who is no programmer. */
export interface Finding {
  /** `know` is worth knowing and keeps nothing from working. */
  mark: 'works' | 'fix' | 'know'
  text: string
  /** What to do next. */
  next?: string
}

const works = (text: string): Finding => ({ mark: 'works', text })
const fix = (text: string, next: string): Finding => ({ mark: 'fix', text, next })
const know = (text: string, next?: string): Finding => ({ mark: 'know', text, ...(next ? { next } : {}) })

/** What to tell the owner about the page: what works, what keeps the chat from working and why, what is worth knowing. */
export function findings(facts: PageFacts): Finding[] {
  return [
    ...aboutFrame(facts),
    ...aboutTag(facts),
    ...aboutScript(facts),
    ...aboutOrigin(facts),
    ...aboutPanel(facts),
    ...aboutLauncher(facts),
    ...aboutLanguage(facts),
    ...aboutNumbers(facts),
    ...aboutTrackers(facts.trackers),
  ]
}

const installPage = (server: string): string => `${server}/install`

function aboutFrame({ page }: PageFacts): Finding[] {
  if (!page.framed) return []
  return [
    know(
      'This page is shown inside another page: a preview, or an element for embedded HTML.',
      'Open the published page by itself and check that. If the tag stands in an element for embedded HTML, move it to the site’s own custom code.',
    ),
  ]
}

function aboutTag({ tags, started, server }: PageFacts): Finding[] {
  const [first] = tags
  if (!first) {
    if (started) return [works('The chat is on this page. Its script tag was put there by another script.')]
    return [
      fix(
        'The script tag is not on this page.',
        `Copy it from ${installPage(server)} and paste it into the part of your site that every page shares. If you did, publish the site and empty its cache.`,
      ),
    ]
  }
  const found: Finding[] = []
  if (tags.length > 1) {
    found.push(
      fix(
        `The script tag is on this page ${tags.length === 2 ? 'twice' : `${tags.length} times`}. Only the first one counts.`,
        'Remove all but one. Look in the theme, in plugins, in custom code and in a tag manager.',
      ),
    )
  } else {
    found.push(works('The script tag is on this page once.'))
  }
  if (new URL(first.src).origin !== server) {
    found.push(
      fix(
        `The tag loads the chat from ${new URL(first.src).origin}, but your chat is at ${server}.`,
        `Copy the tag from ${installPage(server)} again.`,
      ),
    )
  }
  return found
}

/** An `integrity` on the file whose bytes change with every update works until the next one. */
const pinsChangingFile = ({ src, integrity }: Tag): boolean =>
  integrity !== '' && new URL(src).pathname.endsWith('/bedside.js')

function aboutScript({ tags: [tag], started, script, sameBytes, server }: PageFacts): Finding[] {
  if (!tag) return []
  const risk = pinsChangingFile(tag)
    ? [
        fix(
          'The tag has an integrity for a file that changes with every update: the next update would switch the chat off.',
          `Remove the integrity, or use the tag with a version from ${installPage(server)}.`,
        ),
      ]
    : []
  if (started) return [works('The script runs.'), ...risk]
  return [whyNotStarted(tag, script, sameBytes, server), ...risk]
}

function whyNotStarted(
  { src, type, integrity, crossOrigin }: Tag,
  script: PageFacts['script'],
  sameBytes: boolean | null,
  server: string,
): Finding {
  const at = new URL(src)
  if (type !== '') {
    return fix(
      `The tag has type="${type}", so the browser does not run it as it is.`,
      type === 'module'
        ? 'Remove the type from the tag.'
        : 'A cookie banner is holding it back. List the chat as necessary there: it stores nothing before a visitor has agreed to its own notice.',
    )
  }
  if (script === 'policy') {
    return fix(
      'This site’s Content Security Policy keeps the script from loading.',
      `Ask whoever runs the site to add ${at.origin} to script-src and to frame-src, or to give the tag the page’s nonce.`,
    )
  }
  if (integrity !== '' && !crossOrigin) {
    return fix(
      'The tag has an integrity but no crossorigin, so the browser cannot check the file and refuses it.',
      'Add crossorigin to the tag.',
    )
  }
  if (script === 'fails') {
    return fix(
      `The script does not load from ${src}.`,
      /\.[0-9a-f]{8}\.js$/.test(at.pathname)
        ? `That version may be gone from the server. Copy the tag from ${installPage(server)} again.`
        : `Open ${server}/bedside.js in a new tab. If it does not load, the chat’s server is away or its address is another.`,
    )
  }
  if (sameBytes === false) {
    return fix(
      'The integrity on the tag belongs to another file, so the browser refuses the script.',
      `Copy the tag from ${installPage(server)} again, the whole of it.`,
    )
  }
  return fix(
    'The script loads, but it does not run.',
    'Reload the page and check again. If it stays so, an optimizer or a cookie banner holds the script back: leave it out there.',
  )
}

function aboutOrigin({ origin, page, server, panel }: PageFacts): Finding[] {
  // The trial of the frame says more than any answer could.
  if (panel === 'ready') return [works(`The chat’s server answers, and allows ${page.origin}.`)]
  switch (origin) {
    case 'allowed':
      return [works(`The chat’s server answers, and allows ${page.origin}.`)]
    case 'refused':
      return [
        fix(
          `The chat’s server does not allow ${page.origin}.`,
          `Add ${page.origin} to allowedSites in site.yaml on the server, exactly like this. With and without www are two sites.`,
        ),
      ]
    case 'policy':
      return [
        know('This page’s policy keeps the check from asking the server about your site. The chat does not need that.'),
      ]
    case 'busy':
      return [
        know(
          'The chat’s server was asked too often from your network to say whether it allows your site.',
          'Check again in a minute.',
        ),
      ]
    case 'none':
      return [
        server.startsWith('http:') && page.origin.startsWith('https:')
          ? fix(
              `This page is https, but the chat’s server is ${server}. Browsers refuse that.`,
              'Give the server an address that begins with https:// (its setting PUBLIC_URL), and copy the tag again.',
            )
          : fix(
              `The chat’s server at ${server} does not answer.`,
              'See whether the server runs, and whether its address is right.',
            ),
      ]
  }
}

function aboutPanel({ panel, origin, server }: PageFacts): Finding[] {
  if (panel === 'ready') return [works('The chat’s frame opens on this page.')]
  if (panel === 'policy') {
    return [
      fix(
        'This site’s Content Security Policy keeps the chat’s frame from opening.',
        `Ask whoever runs the site to add ${server} to frame-src.`,
      ),
    ]
  }
  // Said already, with what to do.
  if (origin === 'refused' || origin === 'none') return []
  return [
    fix(
      'The chat’s frame did not come up within 10 seconds.',
      origin !== 'allowed'
        ? 'See whether this site is in allowedSites in site.yaml on the server, whether the server runs, and whether a browser extension blocks frames.'
        : 'Try once more in a window without browser extensions.',
    ),
  ]
}

function aboutLauncher({ launchers, launcher, started }: PageFacts): Finding[] {
  if (!launcher) {
    if (!started) return []
    return [
      fix(
        'The script runs, but its button is gone from the page.',
        'Another script removes it. Reload the page, and check again before using the page.',
      ),
    ]
  }
  if (launchers > 1) {
    return [fix(`There are ${launchers} chat buttons on this page.`, 'Remove all script tags but one.')]
  }
  return [whatOfLauncher(launcher)]
}

function whatOfLauncher({ state, cover }: Launcher): Finding {
  switch (state) {
    case 'seen':
      return works('The chat’s button can be seen and pressed.')
    case 'open':
      return works('The chat is open.')
    case 'covered':
      return fix(
        `Something lies over the chat’s button: ${cover}.`,
        'If it is a banner that goes away, all is well. Otherwise move the button with data-x and data-y, or raise it with data-z.',
      )
    case 'outside':
      return fix('The chat’s button is outside the window.', 'Look at data-x and data-y on the tag: they are pixels.')
  }
}

const primary = (lang: string): string => lang.toLowerCase().split('-')[0] ?? ''

function aboutLanguage({ tags: [tag], page }: PageFacts): Finding[] {
  if (!tag) return []
  const chosen = tag.lang ?? page.lang
  const shown = primary(chosen) === 'es' ? 'Spanish' : 'English'
  if (tag.lang !== null && page.lang !== '' && primary(tag.lang) !== primary(page.lang)) {
    return [
      know(
        `The page’s language is “${page.lang}”, and the tag asks for “${tag.lang}”: the chat begins in ${shown}.`,
        'If pages of several languages share the tag, leave data-lang out: the chat then follows each page.',
      ),
    ]
  }
  if (chosen === '') {
    return [
      know(
        'The page does not say its language, so the chat begins in English.',
        'Set the language in your site’s settings, or add data-lang="es" to the tag for Spanish.',
      ),
    ]
  }
  return [works(`The chat begins in ${shown}, like the page.`)]
}

function aboutNumbers({ tags: [tag], page, server }: PageFacts): Finding[] {
  if (!tag) return []
  return [
    tag.phone
      ? works(`If the chat cannot be reached, ${tag.phone}, 911 and 988 are shown.`)
      : know(
          'If the chat cannot be reached, 911 and 988 are shown, but not your telephone number.',
          'Add data-phone with your number to the tag.',
        ),
    page.noscript
      ? works('Visitors without JavaScript see whom to call.')
      : know(
          'Visitors without JavaScript see nothing where the chat would be.',
          `Paste the noscript lines from ${installPage(server)} under the tag.`,
        ),
  ]
}

function aboutTrackers(trackers: Tracker[]): Finding[] {
  if (trackers.length === 0)
    return [works('No tracker or session recorder that this check knows was seen on this page.')]
  const names = trackers.map(({ name, records }) => (records ? `${name} (records visits)` : name)).join(', ')
  return [
    know(
      `Seen on this page: ${names}. They cannot read the chat, because it is in a frame of another origin, which a browser keeps shut to them. They can see that the page was visited and that the chat was opened.`,
      'Ask whoever answers for privacy at your clinic whether pages about health should have them.',
    ),
  ]
}
