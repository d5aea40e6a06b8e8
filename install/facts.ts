/** What the check sees of a page and of the way from it to the chat's server: all that the findings are made from. */
export interface PageFacts {
  /** Origin of the chat's server that this check belongs to. */
  server: string
  page: {
    origin: string
    /** Whether the page itself stands in a frame, as in the preview of a site builder. */
    framed: boolean
    /** The `lang` of its `html` element; empty where there is none. */
    lang: string
    /** Whether it holds a `noscript` with a number to call. */
    noscript: boolean
  }
  /** Our script tags, in the page's order. */
  tags: Tag[]
  /** Whether the script runs: the page has `window.Bedside`. */
  started: boolean
  /** What becomes of the script's file when this page asks for it. */
  script: 'loads' | 'policy' | 'fails'
  /** Whether the file is the one that the tag's `integrity` names; null where that is not known or not asked. */
  sameBytes: boolean | null
  /**
   * Whether the server lets this page's origin show the chat; `policy` where the page may not ask, `busy` where it asked too
   * often, `none` without an answer.
   */
  origin: 'allowed' | 'refused' | 'policy' | 'busy' | 'none'
  /** Whether the chat's frame came up, in a trial of it. */
  panel: 'ready' | 'policy' | 'silent'
  launchers: number
  /** The first launcher; null where there is none to press. */
  launcher: Launcher | null
  trackers: Tracker[]
}

/** A script tag of ours, with what its owner wrote on it. */
export interface Tag {
  src: string
  /** Empty for a script of the ordinary kind. */
  type: string
  integrity: string
  crossOrigin: boolean
  lang: string | null
  phone: string | null
}

export interface Launcher {
  /** `open` where the panel stands in its place. */
  state: 'seen' | 'open' | 'outside' | 'covered'
  /** What lies over it, as a selector, and its z-index; empty where nothing does. */
  cover: string
}

export interface Tracker {
  name: string
  /** Whether it records what visitors do on the page, to be played back. */
  records: boolean
}
