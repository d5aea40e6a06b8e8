/** Rooms of both namespaces. A visitor is in one chat's room; staff are in the rooms of the chats that they follow. */
export const chatRoom = (chatId: string): string => `chat:${chatId}`
/** The sockets of one signed-in browser. */
export const sessionRoom = (sessionId: string): string => `session:${sessionId}`
