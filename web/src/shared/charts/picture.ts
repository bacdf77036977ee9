import { download, fileName } from '../download';

/** Draws every canvas of an element onto one, on the page's paper, and gives it to the browser as a PNG. */
export async function toPicture(element: HTMLElement | null, title: string): Promise<void> {
  const canvases = [...(element?.querySelectorAll('canvas') ?? [])].filter((canvas) => canvas.width > 0);
  if (!element || canvases.length === 0) {
    return;
  }
  const scale = window.devicePixelRatio || 1;
  const frame = element.getBoundingClientRect();
  const picture = document.createElement('canvas');
  const head = 32 * scale;
  picture.width = frame.width * scale;
  picture.height = frame.height * scale + head;
  const pen = picture.getContext('2d');
  if (!pen) {
    return;
  }
  const style = getComputedStyle(document.documentElement);
  pen.fillStyle = style.getPropertyValue('--paper');
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.fillStyle = style.getPropertyValue('--ink');
  pen.font = `600 ${14 * scale}px system-ui, sans-serif`;
  pen.fillText(title, 12 * scale, 21 * scale);
  for (const canvas of canvases) {
    const place = canvas.getBoundingClientRect();
    pen.drawImage(canvas, (place.left - frame.left) * scale, (place.top - frame.top) * scale + head, place.width * scale, place.height * scale);
  }
  const blob = await new Promise<Blob | null>((done) => picture.toBlob(done, 'image/png'));
  if (blob) {
    download(`${fileName(title)}.png`, blob);
  }
}
