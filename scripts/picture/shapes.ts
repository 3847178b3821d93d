type Size = { readonly width: number; readonly height: number };

/** Which ways a line of a frame goes from the middle of its cell: left, right, up, down. */
const ARMS: Readonly<Record<string, string>> = {
  ...{ '│': 'ud', '┄': 'lr', '┤': 'lud', '├': 'rud', '┬': 'lrd', '┴': 'lru', '┼': 'lrud' },
  ...{ '╭': 'rd', '╮': 'ld', '╰': 'ru', '╯': 'lu', '┌': 'rd', '┐': 'ld', '└': 'ru', '┘': 'lu' },
};
const ROUND = '╭╮╰╯';
const DASHED = '┄';
/** An eighth more each. */
const FROM_BELOW = ' ▁▂▃▄▅▆▇';
const FROM_THE_LEFT = ' ▏▎▍▌▋▊▉';

/** A part of a frame or a bar that fills its cell as in a terminal, where fonts would leave gaps; null for what is text. */
export function shapeOf(
  char: string,
  x: number,
  y: number,
  { width, height }: Size,
  ink: string,
): string | null {
  const below = FROM_BELOW.indexOf(char);
  if (below > 0) {
    const filled = (height * below) / 8;
    return `<rect x="${x}" y="${y + height - filled}" width="${width}" height="${filled}" fill="${ink}"/>`;
  }
  const left = FROM_THE_LEFT.indexOf(char);
  if (left > 0)
    return `<rect x="${x}" y="${y}" width="${(width * left) / 8}" height="${height}" fill="${ink}"/>`;
  const arms = ARMS[char];
  if (arms === undefined) return null;
  const [middle, centre] = [x + width / 2, y + height / 2];
  const ends = { l: [x, centre], r: [x + width, centre], u: [middle, y], d: [middle, y + height] } as const;
  const points = [...arms].map((arm) => ends[arm as keyof typeof ends]);
  const dashes = char === DASHED ? ' stroke-dasharray="2 2"' : '';
  const path = ROUND.includes(char)
    ? `M${points[0]?.join(' ')}Q${middle} ${centre} ${points[1]?.join(' ')}`
    : points.map((point) => `M${middle} ${centre}L${point.join(' ')}`).join('');
  return `<path d="${path}" stroke="${ink}" fill="none"${dashes}/>`;
}
