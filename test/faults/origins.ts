/** Where the pages of the harness's visitors and staff come from: an origin that a server on loopback may have. */
export const ORIGIN = 'http://pages.localhost'
