import type { CDPSession, Page } from 'playwright-core'

/** An authenticator that Chromium itself plays for one page (the WebAuthn domain of its DevTools protocol). */
export interface Authenticator {
  /** Whether it finds that the person is who they say. */
  recognizes(person: boolean): Promise<void>
  /** Whether somebody touches it when it is asked. */
  isTouched(touched: boolean): Promise<void>
  /** How many passkeys it holds. */
  count(): Promise<number>
  /** It is pulled out, and another, empty one is plugged in. */
  exchange(): Promise<void>
}

export async function plugIn(page: Page): Promise<Authenticator> {
  const cdp: CDPSession = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable', { enableUI: false })
  const add = async (): Promise<string> => {
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return authenticatorId
  }
  let authenticatorId = await add()
  return {
    async recognizes(person) {
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: person })
    },
    async isTouched(touched) {
      await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: touched })
    },
    async count() {
      return (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length
    },
    async exchange() {
      await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
      authenticatorId = await add()
    },
  }
}
