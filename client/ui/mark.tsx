import './mark.css'

/** The sign of the product: a speech bubble with a lamp in it. The bulb is lit only while a person is really there. */
export function Mark({ lit, size = 32 }: { lit: boolean; size?: number }) {
  return (
    <svg class={lit ? 'mark is-lit' : 'mark'} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path
        class="mark-bubble"
        d="M16 2.4c7.8 0 13.6 5.3 13.6 12.4S23.8 27.2 16 27.2c-1.5 0-2.9-.2-4.2-.5l-5.2 3.4c-.8.5-1.7-.1-1.6-1l.5-4.6C3.6 22.1 2.4 18.8 2.4 14.8 2.4 7.7 8.2 2.4 16 2.4z"
      />
      <path
        class="mark-shade"
        d="M12.7 6.8h6.6c.7 0 1.3.4 1.5 1.1l3.1 8.5c.4 1-.3 2-1.3 2H9.4c-1 0-1.7-1-1.3-2l3.1-8.5c.2-.7.8-1.1 1.5-1.1z"
      />
      <path class="mark-bulb" d="M11.3 20h9.4a4.7 4.7 0 0 1-9.4 0z" />
    </svg>
  )
}

/** A dot beside words that say the same: lit while a person is there, an outline otherwise. */
export function Bulb({ lit, large = false }: { lit: boolean; large?: boolean }) {
  return <span class={`bulb${lit ? ' is-lit' : ''}${large ? ' is-large' : ''}`} aria-hidden="true" />
}
