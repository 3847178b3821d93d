/** Of the picture: behind the text, and of text without a colour of its own. */
export const GROUND = '#10141a';
export const INK = '#d5dbe3';

/** The sixteen that a terminal names: these are near to what most themes make of them. */
const NAMED = [
  ...['#1b2129', '#e0565b', '#4fb477', '#d9a441', '#5b9be6', '#b57edc', '#45b8c4', '#c3cad3'],
  ...['#66707c', '#ff7b7f', '#74d99b', '#f3c265', '#84b8f7', '#d0a3f0', '#6fdbe6', '#f2f5f8'],
] as const;

/** As a number of the 256 colours, or as red, green and blue in one number; null: the terminal's own. */
export function colourOf(isRgb: boolean, isNumbered: boolean, colour: number): string | null {
  if (isRgb) return hex(colour);
  return isNumbered ? numbered(colour) : null;
}

/** Above the named ones a cube of 6x6x6 and 24 greys, as xterm has them. */
function numbered(colour: number): string {
  const named = NAMED[colour];
  if (named !== undefined) return named;
  if (colour >= 232) return hex((8 + 10 * (colour - 232)) * 0x010101);
  const level = (step: number): number => (step === 0 ? 0 : 55 + 40 * step);
  const [red, green, blue] = [
    Math.floor((colour - 16) / 36),
    Math.floor((colour - 16) / 6) % 6,
    (colour - 16) % 6,
  ];
  return hex((level(red ?? 0) << 16) | (level(green ?? 0) << 8) | level(blue ?? 0));
}

function hex(rgb: number): string {
  return `#${rgb.toString(16).padStart(6, '0')}`;
}
