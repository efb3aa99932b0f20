/** The look of the report: light, dark and printed, from a phone upwards. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fbfbfd;--card:#fff;--ink:#16181d;--soft:#5c6370;--line:#dfe2e8;--good:#147a3d;--bad:#b3261e;
--o1:#1d5fe0;--o2:#5a93f5;--c1:#c2570c;--c2:#e08a3c;--c3:#a8803a;--j1:#a3283f;--j2:#cf6377;--p1:#2c7a4b;--p2:#67a980;
--v1:#6f42c1;--t1:#737b88;--n1:#0f7f8c;--n2:#4aa3ad;--n3:#8b6f9e}
@media (prefers-color-scheme:dark){:root{--bg:#101217;--card:#181b22;--ink:#eceef2;--soft:#a0a8b5;--line:#2d323d;--good:#5fd08b;--bad:#ff8a80;
--o1:#6ea2ff;--o2:#9cc0ff;--c1:#f08b42;--c2:#f5b27a;--c3:#d3ab66;--j1:#ee6f85;--j2:#f3a3b1;--p1:#6bc88f;--p2:#a5dcb8;
--v1:#b48cff;--t1:#a3abb8;--n1:#4fc3d0;--n2:#8fdbe3;--n3:#c6a9da}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1120px;margin:0 auto;padding:1.25rem 1rem 4rem}
h1{font-size:clamp(1.5rem,4.5vw,2.3rem);line-height:1.15;margin:.5rem 0 .4rem;letter-spacing:-.02em}
h2{font-size:1.35rem;margin:2.6rem 0 .3rem;letter-spacing:-.01em}
h3{font-size:1.02rem;margin:0 0 .2rem}
p{margin:.2rem 0 .7rem}
.soft,.note{color:var(--soft);font-size:.86rem}
.note{margin:.5rem 0 0}
.warn{border-left:4px solid var(--bad);padding:.5rem .8rem;background:var(--card)}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem;margin:.8rem 0;break-inside:avoid}
.grid{display:grid;gap:.9rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));align-items:start}
.grid>.card{margin:0}
.headline{font-size:1.9rem;font-weight:700;letter-spacing:-.02em;color:var(--o1);line-height:1.1}
.chart{display:grid;grid-template-columns:minmax(7.2rem,auto) 1fr max-content;gap:.3rem .6rem;align-items:center;font-size:.86rem;margin:.6rem 0 0}
.chart .name{text-align:right;line-height:1.15;max-width:11rem}
.chart .value{font-variant-numeric:tabular-nums;white-space:nowrap;text-align:right}
.chart svg{width:100%;height:18px;display:block;overflow:visible}
.mine{font-weight:700}
.plot{width:100%;height:auto;display:block;max-width:460px;margin:0 auto}
.plot text{font:11px system-ui,sans-serif;fill:var(--soft)}
.plot .axis,.rule{stroke:var(--line);stroke-width:1}
.limit{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:4 3}
.series{fill:none;stroke-width:1.6}
.series.mine{stroke-width:3.4}
.legend{display:flex;flex-wrap:wrap;gap:.15rem .9rem;font-size:.8rem;margin:.5rem 0 0;padding:0;list-style:none;justify-content:center}
.chip{display:inline-block;width:.75rem;height:.75rem;border-radius:3px;margin-right:.35rem;vertical-align:-1px}
.scroll{overflow-x:auto;margin:.7rem 0 0}
table{border-collapse:separate;border-spacing:0;font-size:.83rem;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.28rem .55rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600;vertical-align:bottom}
th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:var(--card)}
a{color:inherit;text-decoration-color:var(--line);text-underline-offset:3px}
small{color:var(--soft);font-size:.78em}
.glance td{font-size:.95rem}
.glance .open{color:var(--ink)}
ul.bars,ul.out{list-style:none;margin:.6rem 0 0;padding:0;font-size:.86rem}
ul.out{color:var(--soft);font-size:.8rem}
.bars li{padding:.18rem 0}
.met,.missed,.open{font-weight:700}
.met{color:var(--good)}.missed{color:var(--bad)}.open{color:var(--soft)}
details summary{cursor:pointer;font-size:.86rem;color:var(--soft);margin-top:.6rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .9rem;font-size:.86rem}
dt{color:var(--soft)}dd{margin:0}
@media (max-width:520px){.chart{grid-template-columns:6.4rem 1fr max-content;font-size:.8rem;gap:.25rem .45rem}.card{padding:.8rem}td:first-child{white-space:normal;min-width:6.6rem}.glance small{display:none}.glance td,.glance th{padding:.3rem .35rem;font-size:.8rem}}
@media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb}body{font-size:10pt}main{max-width:none;padding:0}
.scroll{overflow:visible}table{font-size:7.5pt}th,td{padding:.15rem .3rem}.grid{grid-template-columns:repeat(2,1fr)}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
${['o1', 'o2', 'c1', 'c2', 'c3', 'j1', 'j2', 'p1', 'p2', 'v1', 't1', 'n1', 'n2', 'n3']
  .map((name) => `.f-${name}{fill:var(--${name})}.s-${name}{stroke:var(--${name})}.b-${name}{background:var(--${name})}`)
  .join('')}
`;
