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
/** `incidents`: the alerts by attacker, beside the list of all; `paths`: the web requests by what was asked for. */
export type ScreenId = (typeof SCREENS)[number] | 'incidents' | 'paths';

export type PaneId =
  | 'logins'
  | 'alerts'
  | 'incidents'
  | 'chart'
  | 'talkers'
  | 'findings'
  | 'bans'
  | 'network'
  | 'syn'
  | 'syn-rate'
  | 'requests'
  | 'opened'
  | 'heat'
  | 'preview'
  | 'sources'
  | 'counters'
  | 'web'
  | 'paths'
  | 'hunt'
  | 'rules';

/** Which panes a screen shows in this much room. */
export function arrangementOf(screen: ScreenId, body: Rect): Arrangement {
  switch (screen) {
    case 'overview':
      return overview(body);
    case 'alerts':
    case 'incidents':
      return withPreview(screen, body);
    case 'logins':
      return beside(logins(leftOf(body)), body);
    case 'web':
      return beside(web('web', leftOf(body)), body);
    case 'paths':
      return web('paths', body);
    case 'network':
      return network(body);
    case 'config':
      return body.height >= 20 && body.height < 30 && body.width < BESIDE_FROM
        ? FINDINGS_WITH_PAGE
        : withPreview('findings', body);
    case 'bans':
    case 'rules':
      return withPreview(screen, body);
    case 'sources':
      return beside(body.height >= 16 ? SOURCES_WITH_COUNTERS : 'sources', body);
    case 'hunt':
      return 'hunt';
  }
}

/** There are few findings, and what to do about one is longer than a line. */
const FINDINGS_WITH_PAGE = down(
  { of: 'findings', share: 1, least: 8 },
  { of: 'preview', share: 1, least: 11 },
);

const SOURCES_WITH_COUNTERS = down(
  { of: 'sources', share: 3, least: 8 },
  { of: 'counters', share: 1, least: 6, most: 10 },
);

function web(list: 'web' | 'paths', { width, height }: Rect): Arrangement {
  if (height < 19) return list;
  const curves: Arrangement =
    width < 110
      ? 'requests'
      : across({ of: 'requests', share: 3, least: 60 }, { of: 'opened', share: 2, least: 40 });
  return down({ of: list, share: 3, least: 11 }, { of: curves, share: 1, least: 7, most: 14 });
}

/** From this width on the selected row's page stands beside its list. */
const BESIDE_FROM = 180;
const LIST_LEAST = 100;
const LIST_MOST = 130;

function beside(list: Arrangement, { width }: Rect): Arrangement {
  if (width < BESIDE_FROM) return list;
  return across(
    { of: list, share: 1, least: LIST_LEAST, most: LIST_MOST },
    { of: 'preview', share: 1, least: BESIDE_FROM - LIST_LEAST },
  );
}

/** What is left for the list and what stands below it. */
function leftOf(body: Rect): Rect {
  if (body.width < BESIDE_FROM) return body;
  const width = Math.min(LIST_MOST, LIST_LEAST + Math.floor((body.width - BESIDE_FROM) / 2));
  return { ...body, width };
}

/** Where there is room, the selected row's page stands beside (or below) its list. */
function withPreview(list: PaneId, body: Rect): Arrangement {
  const { width, height } = body;
  if (width >= BESIDE_FROM) return beside(list, body);
  if (height < 30) return list;
  return down({ of: list, share: 5, least: 14 }, { of: 'preview', share: 4, least: 14 });
}

function logins({ width, height }: Rect): Arrangement {
  if (height < 21) return 'logins';
  const curves: Arrangement =
    width < 110
      ? 'chart'
      : across({ of: 'chart', share: 1, least: 40 }, { of: 'heat', share: 1, least: 62, most: 86 });
  return down(
    { of: 'logins', share: 3, least: 10 },
    { of: curves, share: 2, least: 11, most: Math.max(12, Math.floor(height / 2)) },
  );
}

function network(body: Rect): Arrangement {
  const { width, height } = body;
  if (height < 19) return down({ of: 'network', share: 1, least: 6 }, { of: 'syn', share: 1, least: 6 });
  const summary = { of: 'network', share: 2, least: 7 } as const;
  if (width < 80) return down(summary, { of: 'syn', share: 3, least: 9 });
  if (width >= BESIDE_FROM && height >= 36) {
    const lists = down({ of: 'syn', share: 3, least: 12 }, { of: 'syn-rate', share: 2, least: 11 });
    return down({ ...summary, most: 12 }, { of: beside(lists, body), share: 5, least: 24 });
  }
  const [list, curve] = width < 110 ? [50, 28] : [60, 40];
  const lower = across({ of: 'syn', share: 3, least: list }, { of: 'syn-rate', share: 2, least: curve });
  return down(summary, { of: lower, share: 3, least: 11 });
}

function overview({ width, height }: Rect): Arrangement {
  if (width < 80) return NARROW;
  if (width < 110) return height < 28 ? SMALL : height < 38 ? TALL : PORTRAIT;
  if (height < 20) return LOW;
  if (height < 28 || width < 116) return MEDIUM;
  if (width < 160 || height < 40) return LARGE;
  return width < PAGE_ON_OVERVIEW_FROM ? WALL : WIDE_WALL;
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

const LISTS = across({ of: 'logins', share: 1, least: 50, most: 50 }, { of: 'alerts', share: 4, least: 58 });

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

/** What needs few rows is stacked, so that no pane stands empty. */
const FIGURES_AND_STACK = {
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
} as const;

/** 200x60 and more. */
const WALL = down({ of: WIDE_LISTS, share: 3, least: 20 }, FIGURES_AND_STACK);

/** From this width on both lists have all their columns, and the page of the selected row stands beside them. */
const PAGE_ON_OVERVIEW_FROM = 240;

const WIDE_WALL = down(
  {
    of: across(
      { of: 'logins', share: 1, least: 56, most: 76 },
      { of: 'alerts', share: 2, least: 104, most: 134 },
      { of: 'preview', share: 2, least: 80 },
    ),
    share: 3,
    least: 20,
  },
  FIGURES_AND_STACK,
);
