/**
 * Words of what most conversations never need; they are fetched with it. The other languages have the type of this object.
 */
export const moreEn = {
  textSize: 'Text size',
  textSizes: ['Standard', 'Larger', 'Largest'],
  download: 'Download this chat',
  print: 'Print this chat',

  privacyLines: [
    'Messages go to this clinic’s own server and to nobody else. Staff of the clinic may read them to help you.',
    'No ads, trackers or other services get them. The page around this chat cannot read them.',
    'This device keeps a key to your chat while this tab is open, what could not be sent yet, and the size of type you chose. Nothing else.',
    '“Clear this chat” removes the key and has the clinic’s server erase the chat. Use it on a shared computer.',
  ],

  // Leaving a message
  questionField: 'Your question',
  contactField: 'Phone or e-mail, so we can answer',
  onlyOne: 'Only one is needed',
  leaveEmpty: 'Please fill in both.',

  // Receipt
  receipt: 'Receipt',
  receiptWhat: (count: number) => `*Cleared:* the whole chat, ${count} ${count === 1 ? 'message' : 'messages'}.`,
  receiptAsking: 'The clinic’s server is being asked to erase it.',
  receiptErased: (time: string) => `*Erased* on the clinic’s server on ${time}.`,
  receiptUnreached: (days: number) =>
    `*The clinic’s server could not be reached yet.* It is asked again while this page stays open. If the page is closed before that, the server deletes the chat by itself after ${days} days.`,
  receiptNumber: 'Receipt number:',
  receiptSave: 'Save this receipt',
  receiptSaved: 'Saved',

  // Transcript
  transcriptTitle: (clinic: string) => `Your chat with ${clinic}`,
  transcriptPhone: (phone: string, hours: string) => `Clinic: ${phone}. ${hours}.`,
  transcriptEmergency: (medical: string, crisis: string) => `Emergency: ${medical}. Crisis, day and night: ${crisis}.`,
  transcriptNotice: (version: string, time: string) =>
    `You accepted the privacy notice, version ${version}, on ${time}.`,
  choice: 'Offered:',
}

export type MoreWords = typeof moreEn
