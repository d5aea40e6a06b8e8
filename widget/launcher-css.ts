/**
 * The launcher's looks, as constructed style sheets: a page whose policy forbids inline styles allows them. `!important`
 * on the host element wins over any rule of the page around it; it does not reach custom properties, so those have names
 * that are ours, and `all` leaves out the direction of text, which turns telephone numbers around. The mark is a bubble with the lampshade cut out of it;
 * the bulb is the lower half of a disc, a ring until a person is there. Colours are the launcher's own where the device
 * forces colours, because they are readable there and the mark would be lost. Declarations stand in the order that
 * compresses best, and a backslash keeps the end of a line out of the sheet.
 */
export const css = (
  { x = '24', y = '24', z = '2000000000', color = '#1b5e52' }: DOMStringMap,
  ink: string,
) => `:host{all:initial!important;direction:ltr!important;position:fixed!important;z-index:${z}!important;right:${x}px!important;bottom:${y}px!important}\
iframe,button,p{all:unset;outline:revert;border-radius:30px;position:absolute;background:Canvas;border:1px solid #6a958c;right:0;bottom:0;box-shadow:0 4px 24px #0003;color-scheme:light dark;font:17px/48px system-ui;white-space:nowrap}\
button{display:flex;forced-color-adjust:none;gap:12px;height:58px;padding:0 24px 0 12px;background:${color};color:${ink};cursor:pointer;align-items:center}\
button:before{content:"";background:radial-gradient(circle at 50% 23px,var(--bedside-l,currentColor 4px,#0000 0)6px,currentColor 0);clip-path:path(evenodd,"M18 2a15 14 0 1 1-5 27l-7 5 1-8A15 14 0 0 1 18 2zm-4 7-4 13h16L22 9z");padding:18px}\
iframe{visibility:hidden}\
p{bottom:84px;padding:24px;display:grid}\
@media(max-width:599px){button{padding:0 11px;gap:0}b{font-size:0}}\
@media print{:host{display:none!important}}`

/**
 * What is added on intent: the open panel, who is there, how much is unread. The focus ring is blue on white, so that it
 * is seen on any page; until this sheet is there, the browser draws its own. `right` and `bottom` are the launcher's
 * distances, as CSS lengths: the panel has as much room as they leave. On a phone it keeps clear of notch and home bar,
 * where the page lies under them.
 */
export const openedCss = (
  right: string,
  bottom: string,
) => `:focus-visible{outline:3px solid #0b57d0;outline-offset:2px;box-shadow:0 0 0 7px #fff}\
button.open{display:none}\
b{display:block;line-height:1.4}\
small{display:block;font-size:13px;line-height:1.4}\
small:empty{display:none}\
small:before{content:"";display:inline-block;width:8px;height:8px;margin-right:6px;border-radius:30px;background:var(--bedside-l);box-shadow:inset 0 0 0 2px var(--bedside-l,currentColor)}\
i:not(:empty){position:absolute;top:-8px;right:-4px;padding:4px 9px;border-radius:30px;background:#f3a95f;color:#000;font:bold 14px/1.3 system-ui}\
iframe{width:min(400px,100vw - 24px - ${right});height:min(700px,100vh - 24px - ${bottom});border-radius:22px}\
iframe.open{visibility:visible}\
@media(max-width:599px){small{display:none}iframe{position:fixed;inset:var(--bedside-t,0) 0 auto;width:100%;height:var(--bedside-h,100%);border:0;border-radius:0;box-sizing:border-box;padding:env(safe-area-inset-top)0 env(safe-area-inset-bottom)}}`
