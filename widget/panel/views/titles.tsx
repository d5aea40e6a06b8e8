import type { ComponentChildren } from 'preact'
import { Icon, NEXT } from '../../../client/ui/icon.tsx'
import { useAround } from '../around.ts'

interface Props {
  /** Titles of approved answers with their entries. */
  titles: { title: string; entryId: string }[]
  onChoose: (title: string, entryId: string) => void
  /** What stands below them in the same list. */
  children?: ComponentChildren
}

/** Titles of approved answers, each of which can be chosen. */
export function Titles({ titles, onChoose, children }: Props) {
  const { answers } = useAround()
  return (
    <ul class="titles">
      {titles.map(({ title, entryId }) => (
        <li key={entryId} lang={answers?.lang}>
          <button type="button" onClick={() => onChoose(title, entryId)}>
            <span>{title}</span>
            <Icon shape={NEXT} size={18} />
          </button>
        </li>
      ))}
      {children}
    </ul>
  )
}
