import { useId } from 'preact/hooks'
import { saveCsv } from '../csv.ts'
import { csvRows, type Sheet } from '../insight-sheets.ts'
import type { InsightWords } from '../strings/insight.ts'

interface Props {
  sheet: Sheet
  /** What the table is about: names it for who does not see where it stands. */
  caption: string
  /** The days shown, for the name of the file. */
  period: string
  /** Behind a word that opens it, where a plot shows the same. */
  folded: boolean
  words: InsightWords
  /** Asked before the table is saved: the clinic writes down who takes numbers out. */
  mayTake: () => Promise<boolean>
}

/** A table of numbers that can be saved, in a box that scrolls by itself where it is too narrow. */
export function SheetTable({ sheet, caption, period, folded, words, mayTake }: Props) {
  const id = useId()
  const table = (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by the arrow keys */}
      <section class="sheet" aria-labelledby={id} tabIndex={0}>
        <table>
          <caption class="unseen" id={id}>
            {caption}
          </caption>
          <thead>
            <tr>
              {sheet.head.map(({ shown, isNumber }) => (
                <th key={shown} scope="col" class={isNumber ? 'is-number' : undefined}>
                  {shown}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sheet.rows.map((row, r) => (
              <tr key={r}>
                {row.map(({ shown, link }, c) => {
                  const inside = link ? (
                    <a class="link" href={link.href} aria-label={link.label}>
                      {shown}
                    </a>
                  ) : (
                    shown
                  )
                  const head = sheet.head[c]
                  return c === 0 ? (
                    <th key={head?.shown} scope="row">
                      {inside}
                    </th>
                  ) : (
                    <td key={head?.shown} class={head?.isNumber ? 'is-number' : undefined}>
                      {inside}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <button
        type="button"
        class="button"
        aria-label={words.saveOf(caption)}
        onClick={async () => {
          if (await mayTake()) saveCsv(`bedside-${sheet.file}-${period}`, csvRows(sheet))
        }}
      >
        {words.save}
      </button>
    </>
  )
  if (!folded) return table
  return (
    <details>
      <summary>
        {words.table}
        <span class="unseen">: {caption}</span>
      </summary>
      {table}
    </details>
  )
}
