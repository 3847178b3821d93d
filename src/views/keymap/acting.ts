import type { Command } from './command.ts';
import * as reasons from './reasons.ts';

const ON_A_ROW = ['main', 'document'] as const;

export const ACTING = [
  {
    id: 'open',
    keys: ['enter'],
    bar: 'open',
    description: 'open the row: all that is known, with evidence',
    group: 'On a row',
    scopes: ['main'],
    off: reasons.noRow,
  },
  {
    id: 'choose',
    keys: ['enter'],
    bar: 'choose',
    description: 'take the choice that is marked',
    group: 'Answer and leave',
    scopes: ['question'],
  },
  {
    id: 'ban',
    keys: ['b'],
    bar: 'ban…',
    description: 'ban the address of the row: asks first and shows what will run',
    group: 'On a row',
    scopes: ON_A_ROW,
    off: reasons.noAddress,
  },
  {
    id: 'unban',
    keys: ['u'],
    bar: 'unban…',
    description: 'lift the ban on the address of the row: asks first',
    group: 'On a row',
    scopes: ON_A_ROW,
    off: reasons.notBanned,
  },
  {
    id: 'acknowledge',
    keys: ['a'],
    bar: 'ack',
    description: 'acknowledge the alert: it stays listed, and counts no longer as open',
    group: 'On a row',
    scopes: ON_A_ROW,
    off: reasons.nothingToAcknowledge,
  },
] as const satisfies readonly Command[];
