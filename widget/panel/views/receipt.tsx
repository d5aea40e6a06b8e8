import { useState } from 'preact/hooks'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import { Rich } from '../rich.tsx'
import { save } from '../save.ts'
import type { MoreWords } from '../strings/more-en.ts'
import { dayAndTime, fileName } from '../transcript.ts'

/** What was cleared, when, and whether the server has erased it: never more than is known. */
export function ReceiptCard({ view: { receipt, connection }, more }: { view: ChatView; more: MoreWords }) {
  const { site, locale } = useAround()
  const [copied, setCopied] = useState(false)
  if (!receipt) return null
  const { botDays, staffDays } = site.notice
  const time = dayAndTime(receipt.erasedAt, locale)
  const lines = [
    more.receiptWhat(receipt.messages),
    receipt.receipt !== null
      ? more.receiptErased(time)
      : connection === 'offline'
        ? more.receiptUnreached(receipt.withPerson ? staffDays : botDays)
        : more.receiptAsking,
  ]
  return (
    <section class="receipt-card" aria-label={more.receipt}>
      <div role="status">
        {lines.map((line) => (
          <p key={line}>
            <Rich text={line} />
          </p>
        ))}
        {receipt.receipt !== null && (
          <p>
            {more.receiptNumber} <b class="receipt-number">{receipt.receipt}</b>
          </p>
        )}
      </div>
      {receipt.receipt !== null && (
        <p>
          <button
            type="button"
            class="link"
            onClick={() => {
              const text = [site.clinic.name, more.receipt, ...lines, `${more.receiptNumber} ${receipt.receipt}`]
                .join('\n')
                .replaceAll('*', '')
              save(`${text}\n`, fileName('receipt', receipt.erasedAt))
              setCopied(true)
            }}
          >
            {copied ? more.receiptSaved : more.receiptSave}
          </button>
        </p>
      )}
    </section>
  )
}
