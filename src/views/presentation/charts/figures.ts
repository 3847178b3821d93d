import type { Look } from '../look.ts';

/** `width` figures out of any number, keeping every peak; shorter series are padded on the left (oldest first). */
export function resample(values: readonly number[], width: number): readonly number[] {
  if (width <= 0) return [];
  const known = values.map((value) => (Number.isFinite(value) ? Math.max(0, value) : 0));
  if (known.length <= width) return [...new Array<number>(width - known.length).fill(0), ...known];
  return Array.from({ length: width }, (_, index) => {
    const from = Math.floor((index * known.length) / width);
    const to = Math.max(from + 1, Math.floor(((index + 1) * known.length) / width));
    return known.slice(from, to).reduce((most, value) => Math.max(most, value), 0);
  });
}

/** Figures over the whole width, however few there are: their ends are the ends of the time. */
export function stretched(values: readonly number[], width: number): readonly number[] {
  if (values.length === 0 || values.length >= width) return values;
  return Array.from(
    { length: width },
    (_, index) => values[Math.floor((index * values.length) / width)] ?? 0,
  );
}

/** Its own highest figure is full height; anything above nothing shows. */
export function sparkline(values: readonly number[], width: number, look: Look): string {
  const { sparks } = look.glyphs;
  const figures = resample(values, width);
  const highest = figures.reduce((most, value) => Math.max(most, value), 0);
  if (highest === 0) return ' '.repeat(width);
  const steps = sparks.length - 1;
  return figures.map((value) => sparks[Math.ceil((value / highest) * steps)] ?? ' ').join('');
}

/** A bar of at most `width` columns in eighths; anything above nothing shows. */
export function bar(value: number, highest: number, width: number, look: Look): string {
  const { blocks } = look.glyphs;
  if (!(value > 0) || !(highest > 0) || width <= 0) return '';
  const eighths = Math.max(1, Math.round((Math.min(value, highest) / highest) * width * blocks.length));
  const full = Math.floor(eighths / blocks.length);
  const rest = eighths % blocks.length;
  return (blocks.at(-1) ?? '').repeat(full) + (rest === 0 ? '' : (blocks[rest - 1] ?? ''));
}
