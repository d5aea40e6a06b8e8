import type { Tracker } from './facts.ts'

interface Known extends Tracker {
  /** Names that its script leaves on `window`. */
  globals: string[]
  /** Hosts that it is loaded from or reports to; their subdomains count. */
  hosts: string[]
}

const measures = (name: string, globals: string[], hosts: string[]): Known => ({ name, records: false, globals, hosts })
const records = (name: string, globals: string[], hosts: string[]): Known => ({ name, records: true, globals, hosts })

/** The services that are seen most often on clinics' sites. One that is missing here is missed: the check says so. */
const KNOWN: Known[] = [
  measures('Google Tag Manager', ['google_tag_manager'], ['googletagmanager.com']),
  measures('Google Analytics', ['ga'], ['google-analytics.com', 'analytics.google.com']),
  measures('Google Ads', [], ['googleadservices.com', 'doubleclick.net', 'googlesyndication.com']),
  measures('Meta pixel', ['fbq'], ['connect.facebook.net']),
  measures('TikTok pixel', ['ttq'], ['analytics.tiktok.com']),
  measures('LinkedIn Insight', ['_linkedin_data_partner_ids'], ['snap.licdn.com', 'px.ads.linkedin.com']),
  measures('Microsoft Advertising', ['uetq'], ['bat.bing.com']),
  measures('X pixel', ['twq'], ['static.ads-twitter.com', 'analytics.twitter.com']),
  measures('Pinterest tag', ['pintrk'], ['ct.pinterest.com']),
  measures('Snap pixel', ['snaptr'], ['sc-static.net', 'tr.snapchat.com']),
  measures('Adobe Analytics', ['s_account'], ['omtrdc.net', 'demdex.net']),
  measures('HubSpot', ['_hsq'], ['hs-scripts.com', 'hs-analytics.net']),
  measures('Matomo', ['_paq'], ['matomo.cloud']),
  measures('Mixpanel', ['mixpanel'], ['mxpnl.com', 'api.mixpanel.com']),
  measures('Segment', [], ['cdn.segment.com', 'api.segment.io']),
  measures('Amplitude', ['amplitude'], ['amplitude.com']),
  records('Hotjar', ['hj'], ['hotjar.com', 'hotjar.io']),
  records('Microsoft Clarity', ['clarity'], ['clarity.ms']),
  records('FullStory', ['FS', '_fs_namespace'], ['fullstory.com']),
  records('LogRocket', ['LogRocket'], ['logrocket.com', 'lr-ingest.com', 'lr-ingest.io', 'lgrckt-in.com']),
  records('Mouseflow', ['mouseflow', '_mfq'], ['mouseflow.com']),
  records('Smartlook', ['smartlook'], ['smartlook.com', 'smartlook.cloud']),
  records('Lucky Orange', ['__lo_site_id', 'LOQ'], ['luckyorange.com', 'luckyorange.net']),
  records('Crazy Egg', ['CE2'], ['crazyegg.com']),
  records('Contentsquare', ['_uxa'], ['contentsquare.net']),
  records('Heap', ['heap'], ['heapanalytics.com', 'heap.io']),
  records('PostHog', ['posthog'], ['posthog.com']),
  records('Datadog session replay', ['DD_RUM'], ['datadoghq-browser-agent.com']),
]

/** The known services among the hosts that a page has asked and the names on its `window`. */
export function trackersIn(hosts: Iterable<string>, hasGlobal: (name: string) => boolean): Tracker[] {
  const asked = [...hosts]
  const isOf = (host: string, owner: string) => host === owner || host.endsWith(`.${owner}`)
  return KNOWN.filter(
    (known) => known.globals.some(hasGlobal) || known.hosts.some((owner) => asked.some((host) => isOf(host, owner))),
  ).map(({ name, records }) => ({ name, records }))
}
