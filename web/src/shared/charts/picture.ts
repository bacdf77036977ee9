import { download, fileName } from '../download';

const [margin, titleHeight, keyHeight, markWidth] = [12, 32, 18, 14];

/** Draws every canvas of an element onto one, on the page's paper, below the title and what colours mean, and gives it to the browser as a PNG; what draws the chart may still be on its way. */
export async function toPicture(element: HTMLElement | null, title: string): Promise<void> {
  const canvases = element ? await drawnOn(element) : [];
  const picture = document.createElement('canvas');
  const pen = picture.getContext('2d');
  if (!element || !pen || canvases.length === 0) {
    return;
  }
  const scale = window.devicePixelRatio || 1;
  const frame = element.getBoundingClientRect();
  const legend = element.querySelector('.legend');
  const keys = placed(pen, legend, frame.width);
  // The keys are drawn in place of the legend, which is no canvas.
  const above = legend ? legend.getBoundingClientRect().bottom - frame.top : 0;
  const head = titleHeight + (keys.at(-1)?.row ?? -1) * keyHeight + (keys.length > 0 ? keyHeight : 0);
  picture.width = Math.round(frame.width * scale);
  picture.height = Math.round((frame.height - above + head) * scale);
  pen.scale(scale, scale);
  const style = getComputedStyle(document.documentElement);
  pen.fillStyle = style.getPropertyValue('--paper');
  pen.fillRect(0, 0, frame.width, frame.height + head);
  pen.fillStyle = style.getPropertyValue('--ink');
  pen.font = titleFont;
  pen.fillText(title, margin, 21);
  pen.font = keyFont;
  for (const key of keys) {
    const y = titleHeight + key.row * keyHeight + 8;
    pen.fillStyle = key.colour;
    pen.fillRect(key.left, y - 5, markWidth, 3);
    pen.fillStyle = style.getPropertyValue('--soft');
    pen.fillText(key.text, key.left + markWidth + 6, y);
  }
  for (const canvas of canvases) {
    const place = canvas.getBoundingClientRect();
    pen.drawImage(canvas, place.left - frame.left, place.top - frame.top - above + head, place.width, place.height);
  }
  const blob = await new Promise<Blob | null>((done) => picture.toBlob(done, 'image/png'));
  if (blob) {
    download(`${fileName(title)}.png`, blob);
  }
}

// Half a minute: what has not come by then has failed to.
const mostFrames = 1800;

/** The canvases of an element once they are drawn; none if it goes away before. */
async function drawnOn(element: HTMLElement): Promise<HTMLCanvasElement[]> {
  const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
  const canvases = (): HTMLCanvasElement[] => [...element.querySelectorAll('canvas')].filter((canvas) => canvas.width > 0);
  const waits = (): boolean => element.isConnected && (canvases().length === 0 || element.querySelector('[aria-busy="true"]') !== null);
  if (waits()) {
    for (let frames = 0; frames < mostFrames && waits(); frames++) {
      await frame();
    }
    // What has just come is drawn in the next frame, or in that after it has taken its size.
    await frame();
    await frame();
  }
  return canvases();
}

const titleFont = '600 14px system-ui, sans-serif';
const keyFont = '12px system-ui, sans-serif';

interface Key {
  text: string;
  colour: string;
  left: number;
  row: number;
}

/** The legend's entries from left to right, in as many rows as they take. */
function placed(pen: CanvasRenderingContext2D, legend: Element | null, width: number): Key[] {
  pen.font = keyFont;
  let [left, row] = [margin, 0];
  return [...(legend?.querySelectorAll('li') ?? [])].map((entry) => {
    const text = entry.textContent ?? '';
    const mark = entry.querySelector('.mark');
    const wide = markWidth + 6 + pen.measureText(text).width + margin;
    if (left > margin && left + wide > width) {
      [left, row] = [margin, row + 1];
    }
    const key = { text, colour: mark ? getComputedStyle(mark).backgroundColor : 'transparent', left, row };
    left += wide;
    return key;
  });
}
