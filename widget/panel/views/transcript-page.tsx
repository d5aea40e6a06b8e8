import type { Part, Transcript } from '../transcript.ts'

/** A transcript for paper. Whatever anybody wrote is a text node in a paragraph of its own, in its own direction. */
export function TranscriptPage({ transcript: { title, head, entries } }: { transcript: Transcript }) {
  return (
    <main>
      <header class="transcript-head">
        <h1>{title}</h1>
        {head.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </header>
      {entries.map(({ who, when, parts }, index) => (
        <article key={index}>
          <h2>
            <bdi>{who}</bdi>, <time>{when}</time>
          </h2>
          {parts.map((part, at) => (
            <PartOf key={at} part={part} />
          ))}
        </article>
      ))}
    </main>
  )
}

function PartOf({ part }: { part: Part }) {
  if (part.kind === 'passage') {
    return (
      <blockquote>
        {/* The article is English whatever the reader's language. */}
        <p lang="en">“{part.text}”</p>
        <cite>{part.section}</cite>
      </blockquote>
    )
  }
  return (
    <p class={`is-${part.kind}`} lang={part.lang} dir="auto">
      {part.text}
    </p>
  )
}
