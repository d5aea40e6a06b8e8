/** What stands on the clinic's page. */

/** `none` is the page by itself. */
export const SIDES = ['none', 'ours', 'deep-chat', 'react-chatbotify', 'n8n-chat', 'typebot'] as const
export type Side = (typeof SIDES)[number]
export type Peer = Exclude<Side, 'none' | 'ours'>
/** Those that a visitor opens: deep-chat has no launcher, its field stands in the page from the start. */
export const OPENED = ['ours', 'react-chatbotify', 'n8n-chat', 'typebot'] as const satisfies Side[]
export type Opened = (typeof OPENED)[number]

/** The package whose version is told, and how it was put on the page. */
export const PEERS: Record<Peer, { name: string; how: string }> = {
  'deep-chat': { name: 'deep-chat', how: 'the element in the page, with `connect`; no launcher' },
  'react-chatbotify': {
    name: 'react-chatbotify',
    how: 'the component with a flow of one message; with react and react-dom',
  },
  'n8n-chat': {
    name: '@n8n/chat',
    how: 'createChat with its defaults, from the bundle that its page names for sites; with vue',
  },
  typebot: { name: '@typebot.io/js', how: 'initBubble with its defaults' },
}

/** Selectors on the way to an element, each one inside the shadow root of what the one before it found. */
export type Path = readonly string[]

/** Where a visitor clicks, and what tells that they can write. */
export interface Places {
  launcher: Path
  /** The field; for a chat in a frame, the frame's element. */
  field: Path
  /** The field inside the frame. */
  inFrame?: Path
}

export const PLACES: Record<Opened, Places> = {
  ours: { launcher: ['bedside-chat', 'button'], field: ['bedside-chat', 'iframe'], inFrame: ['#field'] },
  'react-chatbotify': { launcher: ['.rcb-toggle-button'], field: ['.rcb-chat-input-textarea'] },
  'n8n-chat': { launcher: ['.chat-window-toggle'], field: ['.chat-inputs textarea'] },
  typebot: { launcher: ['typebot-bubble', 'button'], field: ['typebot-bubble', 'textarea, input[type="text"]'] },
}
