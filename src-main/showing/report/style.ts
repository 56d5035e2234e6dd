/** White, as it is to be printed. */
export const STYLE = `
@page{size:A4;margin:14mm}
:root{color-scheme:light}
body{max-width:760px;margin:0 auto;padding:32px 24px 48px;background:#fff;color:#222;font:14px/20px system-ui,sans-serif;-webkit-print-color-adjust:exact;print-color-adjust:exact}
h1{margin:0;font-size:24px;line-height:32px}
h2{margin:32px 0 12px;font-size:17px;line-height:24px;break-after:avoid}
p{margin:8px 0;max-width:68ch;color:#4d4d4d;overflow-wrap:anywhere}
svg{display:block;max-width:100%;height:auto}
section{break-inside:avoid}
.best{break-inside:auto}
small{display:block;color:#4d4d4d;font-size:12px;line-height:16px}
.number{font-variant-numeric:tabular-nums}
table{width:100%;border-collapse:collapse}
td{padding:6px 0;border-top:1px solid #e3e3e3;vertical-align:middle}
td.bar{width:34%;padding:0 12px}
td.bar span{display:block;height:10px;background:#0b62c4}
td.number{width:3.5em;text-align:right}
ol{display:grid;grid-template-columns:1fr 1fr;gap:20px 24px;margin:12px 0;padding:0;list-style:none}
ol>li{display:flex;flex-direction:column;gap:8px;break-inside:avoid;overflow-wrap:anywhere}
ol img{width:100%;height:220px;object-fit:contain;object-position:left bottom;background:none}
ol ul{margin:4px 0 0;padding-left:18px}
.settings{display:flex;flex-wrap:wrap;gap:20px}
figure{margin:0;max-width:100%;break-inside:avoid}
figcaption{margin-bottom:6px}
footer{margin-top:32px;padding-top:8px;border-top:1px solid #e3e3e3;color:#4d4d4d;font-size:12px}
@media print{body{max-width:none;padding:0}}
`;
