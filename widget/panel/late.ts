/**
 * What is not needed before the first word: fetched as soon as the field can be written in, and as one piece, which is
 * far smaller than the same in many.
 */
// Runs already; named here, it stands in one file with what both need instead of in two small ones.
import './main.tsx'

export { triage } from '../../faq/triage-direct.ts'
export { createChat } from './chat.ts'
export { lineText } from './lines.ts'
export { AllAnswers } from './views/all-answers.tsx'
export { Announcer } from './views/announcer.tsx'
export { BeforeSending } from './views/before-sending.tsx'
export { ClearChat } from './views/clear-chat.tsx'
export { Conversation } from './views/conversation.tsx'
export { CrisisStrip } from './views/crisis.tsx'
export { NoticeSheet } from './views/notice.tsx'
export { OfflineHelp, OfflineStrip } from './views/offline.tsx'
export { SavedAnswer } from './views/saved-answer.tsx'
export { Sheet } from './views/sheet.tsx'
export { Suggestions } from './views/suggestions.tsx'
