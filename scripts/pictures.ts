/**
 * Pictures of the real program, as text and in colour: runs the demo of the built program in a pseudo-terminal, goes
 * through its screens, and writes what a terminal shows into docs/screens/. The README takes its picture from there
 * (test/project/documents.test.ts with UPDATE_DOCS=1).
 *
 * Run: npm run build && node --import tsx scripts/pictures.ts
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEmulator } from '../test/support/emulator.ts';
import { openSession, type Session } from '../test/support/session.ts';
import { svgPicture } from './picture/svg.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const screens = join(root, 'docs/screens');

/** Keys, and what tells that the screen has followed them. */
type Step = readonly [keys: string, until: RegExp];
type Picture = { readonly name: string; readonly steps: readonly Step[] };

/** From the screen of the picture before. */
const PICTURES: readonly Picture[] = [
  { name: 'overview', steps: [['', /SYN flood +×1[4-6]\d\d/]] },
  {
    name: 'alerts',
    steps: [
      ['1', /▶.*LOW|▶.*HIGH|▶.*MED|▶.*CRIT/],
      ['/', /field:value/],
      ['>=high', />=high [1-9]\d* of/],
      ['\r', /Enter open/],
    ],
  },
  { name: 'alert', steps: [['\r', /╭ Alert ─/]] },
  { name: 'entity', steps: [['i', /Timeline/]] },
  { name: 'web', steps: [['3', /CLASSES OF ATTACK/]] },
  {
    name: 'ban',
    steps: [
      ['b', /permanent/],
      ['j', /Would run/],
    ],
  },
  {
    name: 'rules',
    steps: [
      ['q', /Esc back/],
      ['9', /LOOKS AT/],
    ],
  },
  { name: 'network', steps: [['4', /SYN FLOOD/]] },
];

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
] as const;

mkdirSync(screens, { recursive: true });
for (const size of SIZES) await take(size);

async function take(size: (typeof SIZES)[number]): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'soc-pictures-'));
  const session = openSession({
    command: process.execPath,
    args: [join(root, 'dist/main.js'), 'demo'],
    ...size,
    env: { HOME: home, XDG_STATE_HOME: home, XDG_CONFIG_HOME: home, TZ: 'UTC' },
  });
  try {
    for (const picture of PICTURES) await takeOne(session, picture, size);
  } finally {
    await session.close();
    rmSync(home, { recursive: true });
  }
}

async function takeOne(
  session: Session,
  { name, steps }: Picture,
  { columns, rows }: (typeof SIZES)[number],
): Promise<void> {
  for (const [keys, until] of steps) {
    session.press(keys);
    await session.waitFor(until, 60_000);
  }
  const text = session.screen().map(withoutRoot).join('\n');
  writeFileSync(join(screens, `${name}-${columns}x${rows}.txt`), `${text}\n`);
  const emulator = createEmulator(columns, rows);
  await emulator.write(session.output());
  writeFileSync(join(screens, `${name}-${columns}x${rows}.svg`), svgPicture(emulator.terminal));
  console.log(`${name} at ${columns}x${rows}`);
}

/** Where this copy of the project stands is nobody's business; the frame stays straight. */
function withoutRoot(row: string): string {
  if (!row.includes(root)) return row;
  return row.replace(root, '').replace(/│$/, `${' '.repeat(root.length)}│`);
}
