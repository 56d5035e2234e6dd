import { KeepersError, toErrorInfo } from '../../src-shared/errors.ts';
import type { GallerySettings, Shown } from '../../src-shared/bridge.ts';
import { escapeMarkup } from './markup.ts';
import { captionsOf } from './sheet-layout.ts';
import type { SheetRooms } from './sheet.ts';
import type { ShownPhoto } from './types.ts';

/** Long edge of a gallery's pictures in pixels: a laptop's screen. */
const EDGE = 1500;

const STYLE = `
:root{color-scheme:dark}
body{margin:0;background:#161616;color:#e8e8e8;font:14px/20px system-ui,sans-serif}
h1{font-size:20px;line-height:28px;font-weight:600;margin:32px 24px 16px}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(260px,1fr));gap:16px;padding:0 24px 48px}
figure{margin:0}
figure button{display:flex;align-items:flex-end;justify-content:center;width:100%;height:240px;padding:0;border:0;background:none;cursor:zoom-in}
figure img{max-width:100%;max-height:100%}
figcaption{min-height:20px;margin-top:6px;color:#b0b0b0;text-align:center;overflow-wrap:anywhere}
:focus-visible{outline:2px solid #8ab4f8;outline-offset:4px}
dialog{width:100vw;height:100vh;max-width:none;max-height:none;margin:0;padding:0;border:0;background:#161616}
dialog[open]{display:flex;flex-direction:column}
dialog img{flex:1;min-height:0;object-fit:contain}
dialog p{margin:0;padding:8px 24px;color:#b0b0b0;text-align:center}
`;

const SCRIPT = `
const buttons=[...document.querySelectorAll('figure button')],box=document.querySelector('dialog');
let at=0;
function show(to){at=(to+buttons.length)%buttons.length;const img=buttons[at].querySelector('img');
box.querySelector('img').src=img.src;box.querySelector('img').alt=img.alt;
box.querySelector('p').textContent=buttons[at].parentElement.querySelector('figcaption').textContent;
if(!box.open)box.showModal()}
buttons.forEach((button,to)=>button.addEventListener('click',()=>show(to)));
box.addEventListener('click',()=>box.close());
box.addEventListener('close',()=>buttons[at].focus());
addEventListener('keydown',event=>{if(!box.open)return;
if(event.key==='ArrowRight'||event.key===' ')show(at+1);
else if(event.key==='ArrowLeft')show(at-1);else return;event.preventDefault()});
`;

/**
 * Makes a gallery: one HTML file that holds its pictures, and asks nothing of any network. Pictures are sRGB without
 * metadata. Rejects as `makeSheet` does.
 */
export async function makeGallery(
  photos: readonly ShownPhoto[],
  { to, title, show }: GallerySettings,
  { write, signal, onPhoto }: SheetRooms,
): Promise<Shown> {
  const failed: Shown['failed'] = [];
  const figures: Buffer[] = [];
  for (const photo of photos) {
    if (signal?.aborted === true) throw new KeepersError('cancelled');
    try {
      figures.push(await figureOf(photo, show));
    } catch (thrown) {
      failed.push({ name: photo.name, message: toErrorInfo(thrown).message });
    }
    onPhoto?.();
  }
  const name = escapeMarkup(title);
  const head = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"><title>${name}</title><style>${STYLE}</style><h1>${name}</h1><main>`;
  const tail = `</main><dialog aria-label="Photo"><img alt=""><p></p></dialog><script>${SCRIPT}</script></html>`;
  await write(to, Buffer.concat([Buffer.from(head), ...figures, Buffer.from(tail)]));
  return { files: [to], photos: photos.length - failed.length, failed };
}

async function figureOf(photo: ShownPhoto, show: GallerySettings['show']): Promise<Buffer> {
  const { bytes, width, height } = await photo.picture(EDGE);
  const caption = escapeMarkup(captionsOf(photo, show).join('   '));
  const name = escapeMarkup(photo.name);
  return Buffer.from(
    `<figure><button type="button" aria-label="Open ${name}"><img loading="lazy" width="${width}" height="${height}" alt="${name}" src="data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}"></button><figcaption>${caption}</figcaption></figure>`,
  );
}
