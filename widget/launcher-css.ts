/**
 * The launcher's looks, as a constructed style sheet: a page whose policy forbids inline styles allows it. `!important`
 * on the host element wins over any rule of the page around it. The mark is a bubble with the lampshade cut out of it;
 * the bulb is the lower half of a disc, a ring until a person is there. Colours are the launcher's own where the device
 * forces colours, because they are readable there and the mark would be lost; the focus ring is blue on white, so that
 * it is seen on any page.
 */
export const css = `:host{all:initial!important;position:fixed!important;z-index:var(--z,2147483000)!important;right:calc(var(--x,24)*1px)!important;bottom:calc(var(--y,24)*1px)!important}
button,iframe,p{all:unset;position:absolute;right:0;bottom:0;border:1px solid #6a958c;border-radius:30px;box-shadow:0 9px 48px #0003;background:Canvas;color-scheme:light dark}
button{display:flex;align-items:center;gap:12px;height:58px;padding:0 24px 0 12px;font:13px/1.4 system-ui;white-space:nowrap;background:var(--color,#1b5e52);color:var(--o,#fff);cursor:pointer;forced-color-adjust:none}
button:before{content:"";padding:18px;background:radial-gradient(circle at 50% 23px,var(--l,currentColor 4px,#0000 0)6px,currentColor 0);clip-path:path(evenodd,"M18 2a15 14 0 1 1-5 27l-7 5 1-8A15 14 0 0 1 18 2zm-4 7-4 13h16L22 9z")}
:focus-visible{outline:3px solid #0b57d0;outline-offset:2px;box-shadow:0 0 0 7px #fff}
b{display:block;font-size:17px}
small:not(:empty):before{content:"";display:inline-block;width:8px;height:8px;margin-right:6px;border-radius:30px;background:var(--l);box-shadow:inset 0 0 0 2px var(--l,currentColor)}
i:not(:empty){position:absolute;top:-8px;right:-4px;padding:4px 9px;border-radius:30px;background:#f3a95f;color:#000;font:bold 14px/1.3 system-ui}
iframe{width:400px;max-width:calc(100vw - 48px);height:min(700px,100vh - 48px);border-radius:22px;visibility:hidden}
p{bottom:72px;padding:24px;font:17px/44px system-ui}
p:empty,.open button{display:none}
a{display:block}
.open iframe{visibility:visible}
@media(max-width:599px){button{padding:0 11px;gap:0}span,b{font-size:0}small{display:none}iframe{position:fixed;inset:var(--t,0) 0 auto;width:100%;max-width:none;height:var(--h,100%);border:0;border-radius:0}}
@media print{:host{display:none!important}}`
