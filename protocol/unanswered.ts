/** What the assistant found nearest to questions that it did not answer. */
export type Nearness =
  /** An answer, not near enough; `id` is its entry. */
  | { kind: 'near'; id: string; title: string }
  /** A subject that the article does not cover; `id` is the topic. */
  | { kind: 'not-covered'; id: string; title: string }
  /** An answer that was given and did not help; `id` is its entry. */
  | { kind: 'not-helpful'; id: string; title: string }
  /** Such questions stand together by their own words. */
  | { kind: 'nothing' }

/** Questions that belong together. */
export interface UnansweredGroup {
  nearest: Nearness
  /** Different wordings as visitors typed them, the one that was asked most first; of a long one the beginning. */
  questions: string[]
  /** Wordings beside these. */
  more: number
  /** How often they were asked, all together, tapped titles included. */
  count: number
  /** How often staff closed such a chat with "the answer is missing". */
  missing: number
  /** Of the newest question, UTC ms. */
  lastAt: number
}

/** Questions without an answer (`GET /api/unanswered`), the group that was asked most first. */
export interface UnansweredPage {
  groups: UnansweredGroup[]
  /** Published answers, for their questions to be asked in other words, too. */
  entries: { id: string; question: string }[]
  /** How far back was looked, UTC ms. */
  backTo: number
}

/** What came of a wish to add wordings to an answer: how many were new, or in plain English sentences what is wrong. */
export type Accepted = { added: number } | { problems: string[] }
