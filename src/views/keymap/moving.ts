import type { Command } from './command.ts';
import * as reasons from './reasons.ts';

const READING = ['main', 'document'] as const;
const EVERYWHERE = ['main', 'document', 'question'] as const;

/** Pages from which others open. */
const LINKED: ReadonlySet<string> = new Set(['alert', 'entity', 'ban']);

export const MOVING = [
  { id: 'down', keys: ['j', 'down'], description: 'one row down', group: 'Move', scopes: EVERYWHERE },
  { id: 'up', keys: ['k', 'up'], description: 'one row up', group: 'Move', scopes: EVERYWHERE },
  {
    id: 'first',
    keys: ['g', 'home'],
    description: 'first row, and follow what is new',
    group: 'Move',
    scopes: READING,
  },
  { id: 'last', keys: ['G', 'end'], description: 'last row', group: 'Move', scopes: READING },
  {
    id: 'half-page-down',
    keys: ['ctrl-d'],
    description: 'half a page down',
    group: 'Move',
    scopes: READING,
  },
  { id: 'half-page-up', keys: ['ctrl-u'], description: 'half a page up', group: 'Move', scopes: READING },
  {
    id: 'page-down',
    keys: ['pagedown', 'ctrl-f'],
    description: 'one page down',
    group: 'Move',
    scopes: READING,
  },
  { id: 'page-up', keys: ['pageup', 'ctrl-b'], description: 'one page up', group: 'Move', scopes: READING },
  {
    id: 'read-on',
    keys: ['space'],
    description: 'one page down, as in a pager',
    group: 'On a page',
    scopes: ['document'],
  },
  {
    id: 'scroll-right',
    keys: ['right'],
    description: 'see more of long raw lines',
    group: 'On a page',
    scopes: ['document'],
  },
  {
    id: 'scroll-left',
    keys: ['left'],
    description: 'back to the start of raw lines',
    group: 'On a page',
    scopes: ['document'],
  },
  {
    id: 'next-link',
    keys: ['tab'],
    bar: ({ reading }) => (reading !== null && LINKED.has(reading) ? 'link' : null),
    description: 'next thing that Enter opens',
    group: 'On a page',
    scopes: ['document'],
  },
  {
    id: 'previous-link',
    keys: ['shift-tab'],
    description: 'previous thing that Enter opens',
    group: 'On a page',
    scopes: ['document'],
  },
  {
    id: 'follow-link',
    keys: ['enter'],
    bar: ({ reading }) => (reading !== null && LINKED.has(reading) ? 'open' : null),
    description: 'open what is marked',
    group: 'On a page',
    scopes: ['document'],
  },
  {
    id: 'next-page',
    keys: [']'],
    bar: ({ neighbours }) => (neighbours > 1 ? 'next' : null),
    description: 'the page of the next row, without going back to the list',
    group: 'On a page',
    scopes: ['document'],
    off: reasons.notOfTheList,
  },
  {
    id: 'previous-page',
    keys: ['['],
    description: 'the page of the row before',
    group: 'On a page',
    scopes: ['document'],
    off: reasons.notOfTheList,
  },
  {
    id: 'next-high',
    keys: ['e'],
    description: 'next alert that is high or critical',
    group: 'Move',
    scopes: READING,
    off: reasons.notOnAlerts,
  },
  {
    id: 'previous-high',
    keys: ['E'],
    description: 'previous alert that is high or critical',
    group: 'Move',
    scopes: READING,
    off: reasons.notOnAlerts,
  },
  {
    id: 'next-pane',
    keys: ['tab'],
    bar: 'pane',
    description: 'next pane',
    group: 'Move',
    scopes: ['main'],
    off: reasons.onePane,
  },
  {
    id: 'previous-pane',
    keys: ['shift-tab'],
    description: 'previous pane',
    group: 'Move',
    scopes: ['main'],
    off: reasons.onePane,
  },
] as const satisfies readonly Command[];
