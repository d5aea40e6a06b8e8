import type { ComponentChildren } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { FATES, type Fate, INSIGHT_RANGES, type InsightRange, type Insight as Numbers } from '../../protocol/insight.ts'
import type { Api, FormFailure } from '../api.ts'
import insightCss from '../css/insight.later.css'
import { createFigures } from '../figures.ts'
import {
  entriesSheet,
  flagsSheet,
  messagesSheet,
  reasonsSheet,
  type SheetWords,
  waitsSheet,
} from '../insight-sheets.ts'
import { accessWords } from '../strings/access.ts'
import { insightWords } from '../strings/insight.ts'
import { Plot, type PlotSeries } from './Plot.tsx'
import { Problem } from './Problem.tsx'
import { SheetTable } from './SheetTable.tsx'
import type { Say } from './say.ts'

// The sheet comes with this piece of the console and stays.
const sheet = new CSSStyleSheet()
sheet.replaceSync(insightCss)
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]

interface Props {
  api: Api
  /** UTC ms. */
  now: () => number
  say: Say
}

/** What visitors asked and what became of it, in numbers: for editors and admins. */
export function Insight({ api, now, say }: Props) {
  const words = insightWords[say.locale]
  const [range, setRange] = useState<InsightRange>(30)
  const [numbers, setNumbers] = useState<Numbers | null>(null)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  const [attempt, setAttempt] = useState(0)
  const figures = useMemo(() => createFigures(say.locale), [say.locale])

  useEffect(() => {
    let here = true
    setNumbers(null)
    setFailure(null)
    void api.get<Numbers>(`/api/insight?days=${range}&lang=${say.locale}`).then((answer) => {
      if (!here) return
      if (answer.ok) setNumbers(answer.value)
      else setFailure(answer.why)
    })
    return () => {
      here = false
    }
  }, [range, say.locale, attempt])

  const [first, last] = [numbers?.days.at(0)?.day ?? '', numbers?.days.at(-1)?.day ?? '']
  const began = numbers?.began ?? null
  return (
    <section class="more insight">
      <h1>{words.title}</h1>
      <div class="insight-top">
        <fieldset class="insight-range">
          <legend class="unseen">{words.range}</legend>
          <div class="segments">
            {INSIGHT_RANGES.map((each) => (
              <label key={each}>
                <input type="radio" name="range" checked={each === range} onChange={() => setRange(each)} />
                {words.days(each)}
              </label>
            ))}
          </div>
        </fieldset>
        <p>
          <span role="status">
            {numbers ? words.loaded(figures.day(first), figures.day(last)) : failure === null ? words.loading : ''}
          </span>
          {began !== null && began > first && <span> {words.began(figures.day(began))}</span>}
        </p>
      </div>
      <p class="insight-lead">{words.lead}</p>
      <Problem text={failure && accessWords[say.locale].failures[failure]} />
      {failure !== null && (
        <button type="button" class="button" onClick={() => setAttempt(attempt + 1)}>
          {words.tryAgain}
        </button>
      )}
      {numbers && isEmpty(numbers) && (
        <div class="nothing">
          <p>
            <b>{words.none}</b>
          </p>
          <p>{words.noneMore}</p>
        </div>
      )}
      {numbers && !isEmpty(numbers) && (
        <Cards
          key={`${first} ${last}`}
          numbers={numbers}
          period={`${first}-${last}`}
          mayTake={async () => {
            const answer = await api.post('/api/insight/exported', {})
            setFailure(answer.ok ? null : answer.why)
            return answer.ok
          }}
          say={{ words, t: say.t, figures, when: (at) => say.times.at(at, now()) }}
        />
      )}
    </section>
  )
}

const isEmpty = ({ total, reasons, flags, entries }: Numbers): boolean =>
  total.asked === 0 && total.left === 0 && reasons.length === 0 && flags.length === 0 && entries.length === 0

/** The same color for the same voice: the program, a person, an emergency. */
const LOOKS: Record<Fate, { fill: string; edge: string }> = {
  answered: { fill: 'accent', edge: 'accent' },
  'asked-back': { fill: 'accent-line', edge: 'accent' },
  'small-talk': { fill: 'accent-soft', edge: 'accent-line' },
  'to-person': { fill: 'lamp-soft', edge: 'lamp-line' },
  'handed-off': { fill: 'lamp', edge: 'lamp-line' },
  'red-flag': { fill: 'alert', edge: 'alert-line' },
}
const STACK: Fate[] = FATES.toSorted((a, b) => Object.keys(LOOKS).indexOf(a) - Object.keys(LOOKS).indexOf(b))

interface CardsProps {
  numbers: Numbers
  period: string
  mayTake: () => Promise<boolean>
  say: SheetWords
}

function Cards({ numbers, period, mayTake, say }: CardsProps) {
  const { words, figures } = say
  const { days, total, reasons, entries, flags, flagCount } = numbers
  const names = useMemo(() => days.map(({ day }) => figures.day(day)), [days, figures])
  const fates = useMemo(
    () =>
      STACK.map(
        (fate): PlotSeries => ({
          ...LOOKS[fate],
          label: words.fates[fate],
          values: days.map((d) => d.fates[fate]),
        }),
      ),
    [days, words],
  )
  const waits = useMemo(
    (): PlotSeries[] => [
      { label: words.median, fill: 'lamp', edge: 'lamp-line', values: days.map((d) => d.waitMedianS) },
      { label: words.p90, fill: 'surface', edge: 'ink-2', values: days.map((d) => d.waitP90S) },
    ],
    [days, words],
  )
  const judged = total.helpful + total.unhelpful
  const titles = {
    messages: words.asked(figures.count(total.asked), figures.count(total.fates.answered)),
    waits:
      total.waitMedianS === null || total.waitP90S === null
        ? words.waitedNone
        : words.waited(figures.length(total.waitMedianS), figures.length(total.waitP90S)),
    reasons: words.reasons,
    entries: judged === 0 ? words.thumbsNone : words.thumbs(figures.count(total.helpful), figures.count(judged)),
    flags: words.flags(figures.count(Math.max(flagCount, flags.length))),
  }
  const common = { period, words, mayTake }
  return (
    <>
      <Card title={titles.messages} more={words.askedMore} wide>
        <Plot kind="stack" days={names} series={fates} say={figures.count} />
        <SheetTable sheet={messagesSheet(numbers, say)} caption={titles.messages} folded {...common} />
      </Card>
      <Card title={titles.flags} more={words.flagsMore} wide>
        {flags.length > 0 && (
          <SheetTable sheet={flagsSheet(numbers, say)} caption={titles.flags} folded={false} {...common} />
        )}
        {flagCount === 0 && flags.length === 0 && <p>{words.flagsNone}</p>}
        {flagCount > flags.length && <p>{words.flagsDeleted(figures.count(flagCount - flags.length))}</p>}
      </Card>
      <Card title={titles.waits} more={words.waitedMore}>
        {total.waits > 0 && <Plot kind="points" days={names} series={waits} say={figures.length} />}
        <SheetTable sheet={waitsSheet(numbers, say)} caption={titles.waits} folded {...common} />
      </Card>
      <Card title={titles.reasons} more={words.reasonsMore}>
        {reasons.length > 0 ? (
          <SheetTable sheet={reasonsSheet(numbers, say)} caption={titles.reasons} folded={false} {...common} />
        ) : (
          <p>{words.reasonsNone}</p>
        )}
      </Card>
      <Card title={titles.entries} more={words.thumbsMore} wide>
        {entries.length > 0 ? (
          <SheetTable sheet={entriesSheet(numbers, say)} caption={titles.entries} folded={false} {...common} />
        ) : (
          <p>{words.entriesNone}</p>
        )}
      </Card>
    </>
  )
}

interface CardProps {
  /** What the numbers say, not what they are. */
  title: string
  more: string
  wide?: boolean
  children: ComponentChildren
}

function Card({ title, more, wide = false, children }: CardProps) {
  return (
    <section class={`insight-card${wide ? ' is-wide' : ''}`}>
      <h2>{title}</h2>
      <p>{more}</p>
      {children}
    </section>
  )
}
