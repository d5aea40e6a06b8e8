import { Icon, WARN } from '../../client/ui/icons.tsx'

/** What went wrong with a form, spoken as soon as it is there; null where nothing did. */
export function Problem({ text }: { text: string | null }) {
  return (
    <div role="alert">
      {text && (
        <p class="door-problem">
          <Icon shape={WARN} size={18} />
          <span>{text}</span>
        </p>
      )}
    </div>
  )
}
