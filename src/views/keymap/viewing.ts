import type { Command } from './command.ts';
import * as reasons from './reasons.ts';

const READING = ['main', 'document', 'help'] as const;
const EVERYWHERE = ['main', 'document', 'help', 'question'] as const;

export const VIEWING = [
  {
    id: 'pause',
    keys: ['p'],
    bar: 'pause',
    description: 'freeze the view, and go on; detection never pauses',
    group: 'View',
    scopes: ['main', 'document'],
  },
  {
    id: 'maximise',
    keys: ['f'],
    bar: 'full',
    description: 'the focused pane over the whole screen, and back',
    group: 'View',
    scopes: ['main'],
    off: reasons.onePane,
  },
  {
    id: 'chart-source',
    keys: ['c'],
    bar: 'curve',
    description: 'curve of the selected login source, or of all together',
    group: 'View',
    scopes: ['main'],
    off: reasons.noCurveToSwitch,
  },
  {
    id: 'time-window',
    keys: ['t'],
    description: 'time that the curve spans: 5 m, 15 m, 1 h, 6 h, 24 h',
    group: 'View',
    scopes: ['main'],
    off: reasons.noChart,
  },
  {
    id: 'help',
    keys: ['?', 'f1'],
    bar: ({ scope }) => (scope === 'help' ? null : 'help'),
    description: 'this help',
    group: 'View',
    scopes: READING,
  },
  { id: 'redraw', keys: ['ctrl-l'], description: 'draw the screen anew', group: 'View', scopes: EVERYWHERE },
  {
    id: 'close',
    keys: ['escape', 'q'],
    bar: ({ scope }) => (scope === 'question' ? 'cancel' : 'back'),
    description: 'close what is open: document, help, question',
    group: 'Answer and leave',
    scopes: ['document', 'help', 'question'],
  },
  {
    id: 'home',
    keys: ['escape'],
    bar: 'back',
    description: 'back to the overview',
    group: 'Answer and leave',
    scopes: ['main'],
    off: reasons.isHome,
  },
  {
    id: 'quit',
    keys: ['q'],
    bar: (context) => (reasons.isHome(context) === null ? null : 'quit'),
    description: 'quit; from another screen, back to the overview',
    group: 'Answer and leave',
    scopes: ['main'],
  },
  {
    id: 'interrupt',
    keys: ['ctrl-c'],
    description: 'twice: quit from anywhere',
    group: 'Answer and leave',
    scopes: EVERYWHERE,
  },
  {
    id: 'suspend',
    keys: ['ctrl-z'],
    description: 'back to the shell for a while; fg returns',
    group: 'Answer and leave',
    scopes: EVERYWHERE,
    off: reasons.cannotSuspend,
  },
] as const satisfies readonly Command[];
