import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A canvas as wide as its place, in the screen's own points, drawn anew when the place or what it shows changes. */
export function Drawing({ title, height, draw, shows }: { title: string; height: number; draw: (pen: CanvasRenderingContext2D, width: number) => void; shows: readonly unknown[] }): JSX.Element {
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const [element, paper] = [holder.current, canvas.current];
    if (!element || !paper) {
      return;
    }
    const observer = new ResizeObserver(() => {
      const [width, ratio] = [element.clientWidth, window.devicePixelRatio || 1];
      paper.width = width * ratio;
      paper.height = height * ratio;
      paper.style.width = `${width}px`;
      paper.style.height = `${height}px`;
      const pen = paper.getContext('2d');
      if (pen) {
        pen.scale(ratio, ratio);
        pen.font = '12px system-ui, sans-serif';
        draw(pen, width);
      }
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [height, ...shows]);
  return (
    <div ref={holder} role="img" aria-label={title} style={{ minHeight: `${height}px` }}>
      <canvas ref={canvas} />
    </div>
  );
}

/** A text cut to a width, with dots where something is missing. */
export function fitted(pen: CanvasRenderingContext2D, text: string, width: number): string {
  if (pen.measureText(text).width <= width) {
    return text;
  }
  let kept = text.length;
  while (kept > 1 && pen.measureText(`${text.slice(0, kept)}…`).width > width) {
    kept--;
  }
  return `${text.slice(0, kept)}…`;
}
