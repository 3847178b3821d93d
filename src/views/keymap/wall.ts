import type { Command } from './command.ts';

export const WALL = [
  {
    id: 'wall',
    keys: ['W'],
    description: 'wall: large figures and one list after the other, read-only',
    group: 'View',
    scopes: ['main'],
  },
  {
    id: 'leave-wall',
    keys: ['escape', 'q', 'W'],
    description: 'leave the wall: asks first',
    group: 'On the wall',
    scopes: ['wall'],
  },
  {
    id: 'mask',
    keys: ['m'],
    description: 'hide half of each address, and every name',
    group: 'On the wall',
    scopes: ['wall'],
  },
  {
    id: 'next-on-wall',
    keys: ['right', 'space'],
    description: 'what it shows next',
    group: 'On the wall',
    scopes: ['wall'],
  },
] as const satisfies readonly Command[];
