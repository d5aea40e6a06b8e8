/** Bumped whenever a shape in this folder changes in a way that an older end could not read. */
export const PROTOCOL_VERSION = 1
