/** The key that does the same as the button it stands in; screen readers are told keys by the help alone. */
export function Key({ name }: { name: string }) {
  return (
    <span class="key" aria-hidden="true">
      {name}
    </span>
  )
}
