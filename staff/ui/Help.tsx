import type { Signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Strings } from '../strings/index.ts'

interface Props {
  /** Whether single-key shortcuts work. */
  keys: Signal<boolean>
  onDone: () => void
  t: Strings['help']
}

/** The shortcuts, and the switch that turns them off for people whose keys or voice press letters by themselves. */
export function Help({ keys, onDone, t }: Props) {
  const done = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    const before = document.activeElement
    done.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  const rows: [string, string][] = [
    ['J', t.next],
    ['K', t.previous],
    ['C', t.take],
    ['N', t.takeNext],
    ['R', t.reply],
    ['M', t.note],
    ['E', t.close],
    ['/', t.search],
    ['S', t.searchAll],
    ['?', t.help],
    ['/ …', t.insert],
    ['Ctrl Enter', t.saveNote],
    ['Esc', t.escape],
  ]
  return (
    <div
      class="help"
      role="dialog"
      aria-labelledby="help-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone()
      }}
    >
      <h2 id="help-title">{t.title}</h2>
      <dl>
        {rows.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <label class="help-switch">
        <input
          type="checkbox"
          checked={keys.value}
          onChange={(event) => {
            keys.value = event.currentTarget.checked
          }}
        />
        {t.single}
      </label>
      <button ref={done} type="button" class="button is-main" onClick={onDone}>
        {t.done}
      </button>
    </div>
  )
}
