import { useAround } from '../around.ts'

/** A person is writing: that they are, never what. */
export function Typing({ name }: { name: string }) {
  const { words } = useAround()
  return (
    <p class="typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {words.isWriting(name)}
    </p>
  )
}
