import type { ScreenId } from '../arrangement.ts';
import type { Command, KeyContext } from './command.ts';
import { nothingToHunt } from './reasons.ts';

function elsewhere({ screen }: KeyContext): string | null {
  return screen === 'hunt' ? null : 'this is for the hunt screen; 6 shows it';
}

function notAsked(context: KeyContext): string | null {
  return elsewhere(context) ?? (context.hasHunted ? null : 'nothing was hunted for yet; / types a query');
}

function noLabel(context: KeyContext): string | null {
  return notAsked(context) ?? (context.huntsLabel ? null : 'no line with a label is selected');
}

function noOtherView(context: KeyContext): string | null {
  if (OTHER_VIEWS[context.screen] === undefined) return 'only 3 (web) and 6 (hunt) have another view';
  return context.screen === 'hunt' ? notAsked(context) : null;
}

function noSideways(context: KeyContext): string | null {
  if (context.moment !== null) return null;
  if (context.screen === 'hunt') return notAsked(context);
  return 'no curve with anything on it has the keys; Tab goes from pane to pane';
}

/** What `v` shows instead. */
const OTHER_VIEWS: Readonly<Partial<Record<ScreenId, string>>> = {
  hunt: 'view',
  web: 'paths',
  paths: 'clients',
};

const ON_HUNT = { group: 'Hunt', scopes: ['main'], off: elsewhere } as const;
const ASKED = { group: 'Hunt', scopes: ['main'], off: notAsked } as const;

/** The hunt screen has `/`, Enter and the arrows for itself. */
export const HUNTING = [
  {
    id: 'hunt-again',
    keys: ['r'],
    bar: ({ screen }) => (screen === 'hunt' ? 'run' : null),
    description: 'run the query again',
    ...ASKED,
  },
  {
    id: 'hunt-view',
    keys: ['v'],
    bar: ({ screen, reading }) => (reading === null ? (OTHER_VIEWS[screen] ?? null) : null),
    description: 'lines, table of labels, curve over time; on the web screen, clients or paths',
    ...ASKED,
    off: noOtherView,
  },
  {
    id: 'hunt-follow',
    keys: ['F'],
    bar: ({ screen, hasHunted }) => (screen === 'hunt' && hasHunted ? 'follow' : null),
    description: 'lines as they come, until it is pressed again',
    ...ON_HUNT,
  },
  {
    id: 'hunt-with',
    keys: ['+'],
    bar: ({ screen }) => (screen === 'hunt' ? 'only' : null),
    description: 'only lines with the marked label',
    ...ASKED,
    off: noLabel,
  },
  {
    id: 'hunt-without',
    keys: ['-'],
    bar: ({ screen }) => (screen === 'hunt' ? 'without' : null),
    description: 'no lines with the marked label',
    ...ASKED,
    off: noLabel,
  },
  {
    id: 'hunt-field',
    keys: ['right'],
    bar: ({ moment }) => (moment === null ? null : 'moment'),
    barKey: 'Left Right',
    description: 'mark the next label of a line; on a curve or map, the next moment (the highest first)',
    group: 'Move',
    scopes: ['main'],
    off: noSideways,
  },
  {
    id: 'hunt-field-back',
    keys: ['left'],
    description: 'mark the label before, or the moment before',
    group: 'Move',
    scopes: ['main'],
    off: noSideways,
  },
  {
    id: 'hunt-saved',
    keys: ['L'],
    bar: ({ screen }) => (screen === 'hunt' ? 'saved' : null),
    description: 'the saved hunts',
    ...ASKED,
  },
  {
    id: 'hunt-rule',
    keys: ['m'],
    bar: ({ screen }) => (screen === 'hunt' ? 'rule' : null),
    description: 'a Sigma rule that finds the same, as a draft',
    ...ASKED,
  },
  { id: 'hunt-keep', keys: ['A'], description: 'keep the query among the saved hunts', ...ASKED },
  { id: 'hunt-forget', keys: ['D'], description: 'let a saved hunt of your own go', ...ON_HUNT },
  {
    id: 'hunt-row',
    keys: ['H'],
    description:
      'hunt for all that is written about the address or user of the row, for the path, in the source, or for what the rule counts',
    group: 'On a row',
    scopes: ['main', 'document'],
    off: nothingToHunt,
  },
] as const satisfies readonly Command[];
