import type { Rect } from './rect.ts';
import { type Arrangement, across, down } from './split.ts';

/** In the order of their digit keys, from 0. */
export const SCREENS = [
  'overview',
  'alerts',
  'logins',
  'web',
  'network',
  'config',
  'hunt',
  'bans',
  'sources',
  'rules',
] as const;
export type ScreenId = (typeof SCREENS)[number];

export type PaneId =
  | 'logins'
  | 'alerts'
  | 'chart'
  | 'talkers'
  | 'findings'
  | 'bans'
  | 'network'
  | 'sources'
  | 'counters'
  | 'web'
  | 'hunt'
  | 'rules';

/** Which panes a screen shows in this much room. */
export function arrangementOf(screen: ScreenId, body: Rect): Arrangement {
  switch (screen) {
    case 'overview':
      return overview(body);
    case 'logins':
      return body.height >= 24 ? withChart(body) : 'logins';
    case 'config':
      return 'findings';
    case 'sources':
      return body.height >= 16 ? SOURCES_WITH_COUNTERS : 'sources';
    default:
      return screen;
  }
}

const SOURCES_WITH_COUNTERS = down(
  { of: 'sources', share: 3, least: 8 },
  { of: 'counters', share: 1, least: 6, most: 10 },
);

function withChart(body: Rect): Arrangement {
  return down(
    { of: 'logins', share: 3, least: 12 },
    { of: 'chart', share: 2, least: 9, most: Math.max(12, Math.floor(body.height / 2)) },
  );
}

function overview({ width, height }: Rect): Arrangement {
  if (width < 80) return NARROW;
  if (width < 110) return height < 28 ? SMALL : height < 38 ? TALL : PORTRAIT;
  if (height < 20) return LOW;
  if (height < 28 || width < 116) return MEDIUM;
  return width < 160 || height < 40 ? LARGE : WALL;
}

const NARROW = down({ of: 'alerts', share: 1, least: 6 }, { of: 'logins', share: 1, least: 6 });

/** Beside each other: who fails to log in, and how often everybody does. */
const LOGINS_AND_CURVE = across(
  { of: 'logins', share: 3, least: 52, most: 64 },
  { of: 'chart', share: 2, least: 28 },
);

/** 80x24: the two lists that matter, and the curve. */
const SMALL = down({ of: 'alerts', share: 11, least: 6 }, { of: LOGINS_AND_CURVE, share: 10, least: 6 });

/** More rows: the quieter panes below. */
const TALL = down(
  { of: 'alerts', share: 10, least: 10 },
  { of: LOGINS_AND_CURVE, share: 10, least: 10 },
  {
    of: across({ of: 'findings', share: 1, least: 38 }, { of: 'bans', share: 1, least: 42 }),
    share: 5,
    least: 7,
  },
);

/** Higher than wide: those below each other, with their columns. */
const PORTRAIT = down(
  { of: 'alerts', share: 10, least: 12 },
  { of: LOGINS_AND_CURVE, share: 10, least: 12 },
  { of: 'findings', share: 4, least: 7 },
  { of: 'bans', share: 3, least: 7 },
);

const LISTS = across({ of: 'logins', share: 1, least: 52, most: 52 }, { of: 'alerts', share: 4, least: 58 });

const WIDE_LISTS = across(
  { of: 'logins', share: 2, least: 52, most: 76 },
  { of: 'alerts', share: 4, least: 58 },
);

/** Wide and low. */
const LOW = down(
  { of: LISTS, share: 1, least: 6 },
  {
    of: across(
      { of: 'chart', share: 2, least: 40 },
      { of: 'findings', share: 2, least: 36 },
      { of: 'bans', share: 1, least: 34 },
    ),
    share: 1,
    least: 6,
  },
);

const MEDIUM = down(
  { of: LISTS, share: 5, least: 9 },
  {
    of: across(
      { of: 'chart', share: 3, least: 40 },
      { of: 'findings', share: 2, least: 34 },
      { of: 'bans', share: 2, least: 36 },
    ),
    share: 4,
    least: 8,
  },
);

const FIGURES = across(
  { of: 'chart', share: 4, least: 40 },
  { of: 'talkers', share: 2, least: 28, most: 56 },
  { of: 'findings', share: 3, least: 46 },
);

/** 120x36: the whole picture. */
const LARGE = down(
  { of: LISTS, share: 13, least: 11 },
  { of: FIGURES, share: 12, least: 10 },
  {
    of: across({ of: 'network', share: 2, least: 44, most: 60 }, { of: 'bans', share: 3, least: 60 }),
    share: 3,
    least: 7,
    most: 12,
  },
);

/** 200x60 and more: what needs few rows is stacked, so that no pane stands empty. */
const WALL = down(
  { of: WIDE_LISTS, share: 3, least: 20 },
  {
    of: across(
      { of: 'chart', share: 4, least: 60 },
      { of: 'talkers', share: 2, least: 36, most: 64 },
      {
        of: down(
          { of: 'findings', share: 4, least: 8 },
          { of: 'bans', share: 3, least: 6 },
          { of: 'network', share: 1, least: 5, most: 6 },
        ),
        share: 3,
        least: 60,
      },
    ),
    share: 2,
    least: 19,
    most: 34,
  },
);
