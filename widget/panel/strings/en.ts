import type { ErrorCode } from '../../../protocol/errors.ts'
import type { FeedbackReason } from '../../../protocol/events.ts'
import type { Identifier } from '../identifiers.ts'

/**
 * Every word of the panel that is not the clinic's own. `*…*` is bold, `{…}` a place that the component fills. The other
 * languages have the type of this object: a missing one does not compile.
 */
export const en = {
  close: 'Close chat',
  back: 'Back',
  menu: 'Menu',
  otherLanguage: 'Español',
  medical: 'Emergency',
  crisis: 'Crisis',
  callNumber: (number: string) => `Call ${number}`,

  // Launcher and header
  personHere: 'A person is here',
  staffBackShort: (day: string, time: string) => `Staff back ${day}, ${time}`,
  unread: (count: number) => `Chat, ${count} unread ${count === 1 ? 'message' : 'messages'}`,
  staffHere: 'staff here',
  staffAway: 'staff away',
  staffTold: 'staff told',
  inLine: 'You are in line for a person',
  staffName: (name: string) => `${name}, clinic staff`,
  withPerson: 'A person is writing with you',
  noConnection: 'No connection',

  // First view
  title: 'What would you like to know?',
  scope:
    "I'm an automatic assistant, not a person or a clinician. I answer only from this clinic's article on ketamine for chronic pain. I can't give medical advice.",
  staffBack: (day: string, time: string, zone: string) =>
    `*Staff are back ${day} at ${time}* ${zone}. I can answer now.`,
  staffBackHere: (time: string) => `That is ${time} where you are.`,
  staffAwayNow: '*No staff member is here right now.* I can answer now.',
  answersInEnglish: 'Approved answers are in English for now.',
  allAnswers: (count: number) => `All ${count} answers`,
  allAnswersTitle: 'All answers',
  allAnswersGone: 'The list cannot be loaded right now.',
  searchAnswers: 'Search the answers',
  nothingFound: 'No approved answer has these words.',

  // Rail and composer
  talkToPerson: 'Talk to a person',
  stopWaiting: 'Stop waiting',
  endChat: 'End chat',
  tryNow: 'Try again now',
  ask: 'Ask in your own words',
  keepWriting: 'You can keep writing here',
  addForStaff: 'Add something for the staff',
  writeTo: (name: string) => `Write to ${name}`,
  writeLater: 'Write now, send later',
  yourMessage: 'Your message',
  send: 'Send',
  charactersLeft: (count: number) => `${count} characters left`,
  tooLong: (count: number) => `This is ${count} characters too long. Please shorten it.`,
  suggestions: 'Approved answers',
  suggestionsFound: (count: number) => (count === 1 ? '1 approved answer' : `${count} approved answers`),

  // Before something private is sent
  looksLike: (kinds: string) => `*This looks like ${kinds}.* It has not been sent. You can ask without it.`,
  private: {
    ssn: 'a Social Security number',
    payment: 'a card number',
    birth: 'a birth date',
    phone: 'a phone number',
    email: 'an e-mail address',
  } satisfies Record<Identifier, string>,
  removeIt: 'Remove it',
  sendAnyway: 'Send anyway',

  // Notice
  notice: 'Before you start',
  noticeServer: "Messages go to *this clinic's own server*. Staff may read them. No ads or trackers get them.",
  noticeDeleted: (botDays: number, staffDays: number) =>
    `They are *deleted after ${botDays} days*, or ${staffDays} if a person joins. You can delete yours sooner.`,
  noticeLeaveOut: 'Please leave out names, birth dates, and insurance or record numbers.',
  noticeEmergency: 'Not medical advice, and *not for emergencies*: {medical}, or {crisis} in a crisis.',
  noticeCall: (number: string) => `call ${number}`,
  yourQuestion: 'Your question:',
  agree: 'Agree and send',
  notNow: 'Not now',
  noticeUnsent: 'Your message has not been sent yet.',

  // Privacy
  privacy: 'Privacy notice',

  // Messages
  you: 'You',
  sending: 'Sending',
  sentAt: (time: string) => `Sent ${time}`,
  notSentYet: 'Not sent yet. It will send by itself.',
  notSent: 'Not sent',
  tryAgain: 'Try again',
  remove: 'Delete',
  newMessage: 'New message',
  isWriting: (name: string) => `${name} is writing`,
  tooFast: (seconds: number) =>
    `That was many messages at once. The next one goes in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  log: 'Conversation',

  // Answers
  fullDisclaimer: 'Full disclaimer',
  showPassages: (count: number) => (count === 1 ? 'Show the passage' : `Show the ${count} passages`),
  hidePassages: (count: number) => (count === 1 ? 'Hide the passage' : `Hide the ${count} passages`),
  section: (title: string) => `Section: ${title}.`,
  readInArticle: 'Read it in the article',
  noneOfThese: 'None of these. Ask a person',
  didThisHelp: 'Did this help?',
  yes: 'Yes',
  no: 'No',
  thanks: 'Thank you.',
  whatWasMissing: 'Thank you. What was missing?',
  reasons: {
    'not-my-question': 'Not my question',
    'hard-to-follow': 'Hard to follow',
    'not-enough': 'Not enough',
  } satisfies Record<FeedbackReason, string>,
  talkAboutIt: 'Talk to a person about it',

  // Emergency cards
  notWatched: 'This chat is *not watched for emergencies*, and it is not medical advice.',
  staffHaveBeenTold: "The clinic's staff have been told. Don't wait for them.",
  nobodyHereNow: 'Nobody from the clinic is here now.',
  couldNotReach: 'This chat could not reach the clinic.',
  helpIsOpen: 'Help is open day and night',

  // A person
  weAsked: "We've asked a person to join",
  weAskedMore: 'Your question is with them already.',
  askedAt: 'Asked',
  hereNow: 'Here now',
  staffMembers: (count: number) => (count === 1 ? '1 staff member' : `${count} staff members`),
  nobodyYet: 'Nobody right now',
  usualWait: 'Usual wait',
  cannotSay: "We can't say yet",
  aboutMinutes: (count: number) =>
    count <= 1 ? 'About 1 minute (last 20 chats)' : `About ${count} minutes (last 20 chats)`,
  untilThen: (time: string) => `Keep writing if you like. If nobody can join by ${time}, you can leave a message.`,
  willAsk: 'A person will be asked as soon as this chat is connected.',
  joined: (name: string, time: string) =>
    `*${name} joined at ${time}.* You are now writing with a person. The automatic assistant is off.`,
  passedTo: (name: string, from: string, time: string) => `*${name} joined at ${time}.* ${from} passed you on.`,
  dropped: (name: string) => `${name}'s connection dropped. You are first in line again.`,
  passedBack: (name: string, time: string) => `${name} passed you on at ${time}. Another person will join.`,
  backToBot: (name: string, time: string) => `${name} left at ${time}. The automatic assistant is on again.`,
  askedLine: (time: string) => `A person was asked for at ${time}.`,
  cancelledLine: 'You stopped waiting. The automatic assistant is on again.',
  unattendedLine: 'Nobody could join.',
  ended: (time: string) => `Chat ended at ${time}. Write again to open it.`,
  endedBy: (name: string, time: string) => `${name} ended the chat at ${time}. Write again to open it.`,
  reopened: 'The chat is open again.',

  // Leaving a message
  nobodyCanJoin: 'Nobody can join right now',
  backOrCall: (day: string, time: string, zone: string) => `Staff are back ${day}, ${time} ${zone}. Or call {phone}.`,
  leaveOrCall: 'Leave a message, or call {phone}.',
  leave: 'Leave the message',
  left: 'Your message is with the clinic',
  leftMore: 'Staff will answer you at {contact}.',
  leaving: 'Your message is on its way',

  // No connection
  offlineStrip: "*You're offline.* What you write is kept here and sent later.",
  unreachableStrip: '*The chat cannot be reached.* What you write is kept here and sent later.',
  stillHere: 'Still here for you without a connection',
  savedAnswers: '*Read the approved answers* (on this device)',
  notSaved: 'The approved answers had not reached this device yet. You can call.',
  approvedOn: (date: string) => `Approved answer, last checked on ${date}.`,
  callClinic: (phone: string) => `Call the clinic: ${phone}`,
  openNow: 'Open now.',
  closedNow: 'Closed now.',
  emergencyButton: (number: string) => `${number} emergency`,
  crisisButton: (number: string) => `${number} crisis`,
  outdated: 'This page is older than the chat. Reload it to go on.',
  reload: 'Reload',
  gone: 'Your last chat can no longer be continued. This is a new one.',

  // Menu
  clear: 'Clear this chat from this device',
  clearAsk: 'Clear this chat? It cannot be brought back.',
  clearNow: 'Clear the chat',
  clearKeep: 'Keep it',
  cleared: 'The chat was cleared from this device.',

  // Why a message was refused for good; other codes than these cannot be helped by the visitor or pass by themselves
  errors: {
    malformed: 'This message cannot be sent.',
    'unknown-event': 'This page is older than the chat.',
    unauthorized: 'This chat can no longer be continued.',
    'not-found': 'This chat is no longer there.',
    'too-long': 'It is too long.',
    empty: 'Nothing was written.',
    outdated: 'This page is older than the chat.',
  } as Partial<Record<ErrorCode, string>>,
  sendAgain: 'Please send it once more.',
}

export type Words = typeof en
