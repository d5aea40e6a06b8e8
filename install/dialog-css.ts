/** The looks of the check's window, as a constructed style sheet: a page whose policy forbids inline styles allows them. */
export const dialogCss = `:host{all:initial!important}
dialog{box-sizing:border-box;width:min(40rem,100vw - 32px);max-height:calc(100dvh - 32px);overflow:auto;padding:24px;border:1px solid;border-radius:22px;font:400 16px/23px system-ui,sans-serif;text-align:start;color-scheme:light dark;background:light-dark(#fff,#1c2320);color:light-dark(#1c2826,#edf1ec);border-color:light-dark(#e3ddd2,#333c38)}
dialog::backdrop{background:#0008}
iframe{position:absolute;visibility:hidden}
h1{margin:0 0 16px;font-size:23px;line-height:29px;font-weight:650}
h1:focus{outline:none}
ul{margin:0;padding:0;list-style:none;display:grid;gap:16px}
li{display:grid;grid-template-columns:28px 1fr;gap:12px;overflow-wrap:anywhere}
li>span{height:26px;border:1px solid;border-radius:50%;text-align:center;font-weight:650;line-height:26px}
.works>span{background:light-dark(#dfece6,#1f3b34);color:light-dark(#164d43,#a9dfce)}
.fix>span{background:light-dark(#fdedeb,#3d1e1f);color:light-dark(#8f1721,#ffb8b2)}
.know>span{background:light-dark(#f4f0e9,#181e1b);color:light-dark(#46524f,#c0c9c3)}
b{font-weight:650}
p{margin:4px 0 0;color:light-dark(#46524f,#c0c9c3)}
p[role]{min-height:23px;margin-top:12px}
div>button{font:inherit;font-weight:600;min-height:44px;padding:0 16px;margin:8px 8px 0 0;border:1px solid light-dark(#857f73,#7f8b85);border-radius:12px;background:none;color:inherit;cursor:pointer}
button:focus-visible{outline:3px solid light-dark(#0b57d0,#9cc4ff);outline-offset:2px}`
