import type { EntryType } from './events.ts'

/** What is written of an answer that is not published. Each sentence of the answer has its passages of the article. */
export interface DraftText {
  question: string
  /** Other ways to ask it. */
  phrasings: string[]
  type: EntryType
  answer: { text: string; passages: string[] }[]
}

/** A proposal for an answer: visitors get nothing of it until it is published. */
export interface Draft extends DraftText {
  id: string
  /** Name of who wrote it last. */
  by: string
  /** The day of that, YYYY-MM-DD. */
  on: string
}

export interface DraftsPage {
  drafts: Draft[]
  /** The article, to take passages from. */
  sections: { id: string; title: string; text: string }[]
}

/** What came of a wish to publish: the entry, or in plain English sentences what is missing. */
export type Published = { published: string } | { problems: string[] }
