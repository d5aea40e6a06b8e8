/**
 * The launcher's looks, as a constructed style sheet: a page whose policy forbids inline styles allows it. `!important`
 * on the host element wins over any rule of the page around it. The mark is a bubble with the lampshade cut out of it;
 * the bulb is the lower half of a disc, a ring until a person is there. The clear border shows where colours are forced.
 */
export const css = `:host{all:initial!important;position:fixed!important;z-index:var(--z,2147483000)!important;inset:auto var(--x,24px) var(--y,24px) auto!important;font:13px/18px system-ui!important}
button,iframe,p{all:unset;position:absolute;right:0;bottom:0;box-sizing:border-box;border:1px solid #0000;border-radius:30px;box-shadow:0 18px 48px #3c2d142e}
button{display:flex;align-items:center;gap:12px;height:60px;padding:0 24px 0 12px;white-space:nowrap;background:var(--f,#1b5e52);color:var(--o,#fff);cursor:pointer}
button:before{content:"";width:36px;height:36px;background:radial-gradient(circle at 50% 23px,currentColor 4px,#0000 0 6px,currentColor 0);clip-path:path(evenodd,"M18 2a15 14 0 1 1-5 27l-7 5 1-8A15 14 0 0 1 18 2zm-4 7-4 13h16L22 9z")}
.lit:before{background:radial-gradient(circle at 50% 23px,#f3a95f 6px,currentColor 0)}
:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}
b{display:block;font-size:1.3em;line-height:1.3}
i:not(:empty){position:absolute;top:-8px;right:-4px;padding:4px 9px;border-radius:30px;background:#f3a95f;color:#2a1906}
iframe,p{width:min(400px,100vw - 48px);border-radius:22px;background:#faf7f2;color:#1c2826}
iframe{height:min(700px,100vh - 48px);color-scheme:light dark;visibility:hidden}
p{bottom:72px;padding:24px;font-size:17px;line-height:44px}
p:empty,.open button{display:none}
a{display:block;color:inherit}
.open iframe{visibility:visible}
@media(max-width:599px){button{padding:0 11px;gap:0}span{font-size:0}iframe{position:fixed;inset:var(--t,0) 0 auto;width:100%;height:var(--h,100%);border:0;border-radius:0}}
@media(prefers-color-scheme:dark){button{border-color:#5c9585}:focus-visible{outline-color:#9cc4ff}iframe{background:#131816}}
@media(forced-colors:active){button:before{background:ButtonText;forced-color-adjust:none}}
@media print{:host{display:none!important}}`
