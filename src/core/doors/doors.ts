import { readFileSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { resolve } from 'node:path';
import { makeFolder } from '../../platform/files/make-folder.ts';
import { pause } from '../../platform/pause.ts';
import { reasonOf } from '../../platform/system-reason.ts';
import type { Permits } from '../settings.ts';
import { type Door, openDoor } from './door.ts';
import { Turns } from './turns.ts';
import { Visitor, type VisitorPorts } from './visitor.ts';
import { type DoorName, SOCKETS } from './wire.ts';

/** Where other screens find a core, and who may. */
export type DoorSettings = {
  readonly folder: string;
  /** Members of this group may look; null for the owner only. */
  readonly readGroup: string | null;
  /** Members of this group may look and act; null for the owner only. */
  readonly actGroup: string | null;
  /** Version of the program. */
  readonly version: string;
};

export type Doors = {
  /** Why one of them is not open: for the operator. */
  readonly troubles: readonly string[];
  /** Sends everybody away. */
  close(): void;
};

/** At each door; who comes then takes the place of the one that has been silent longest. */
const MOST_VISITORS = 32;
const PERMITS: Readonly<Record<DoorName, Permits>> = { act: 'all', read: 'nothing' };

/** Opens both doors of a core. Never rejects: a core without doors is still a core. */
export async function openDoors(
  settings: DoorSettings,
  state: string | null,
  handle: VisitorPorts['handle'],
): Promise<Doors> {
  const { folder, version, readGroup, actGroup } = settings;
  const keptIn = state === null ? null : resolve(state);
  const turns = new Turns({
    stopwatch: () => performance.now(),
    pause: (time) => pause(time, new AbortController().signal),
  });
  const visitors: Record<DoorName, Set<Visitor>> = { act: new Set(), read: new Set() };
  const opened: Door[] = [];
  const troubles: string[] = [];

  function welcome(door: DoorName, socket: Socket): void {
    const guests = visitors[door];
    if (guests.size >= MOST_VISITORS) quietest(guests)?.leave();
    const hello = { kind: 'hello', version, door, state: keptIn, pid: process.pid } as const;
    const visitor = new Visitor({ socket, hello, permits: PERMITS[door], handle, turns });
    guests.add(visitor);
    void visitor.serve().then(() => guests.delete(visitor));
  }

  for (const [door, groupName] of [['act', actGroup] as const, ['read', readGroup] as const]) {
    try {
      prepareFolder(folder);
      const group = groupName === null ? null : groupNumber(groupName);
      const place = { folder, name: SOCKETS[door], group };
      opened.push(await openDoor(place, (socket) => welcome(door, socket)));
    } catch (error) {
      troubles.push(
        `No other screen can ${door === 'act' ? 'act on' : 'look at'} this core: ${reasonOf(error)}`,
      );
    }
  }
  return {
    troubles,
    close() {
      for (const door of opened) door.close();
      for (const visitor of [...visitors.act, ...visitors.read]) visitor.leave();
    },
  };
}

function quietest(visitors: ReadonlySet<Visitor>): Visitor | undefined {
  return [...visitors].reduce((one, other) => (other.askedAt < one.askedAt ? other : one));
}

/** Who can write into the folder can put a socket of his own there, and be taken for the core. */
function prepareFolder(folder: string): void {
  makeFolder(folder, 0o755);
  const { uid, mode } = statSync(folder);
  if (uid !== 0 && uid !== process.getuid?.()) throw new Error(`${folder} belongs to somebody else`);
  if ((mode & 0o022) !== 0) throw new Error(`others may write into ${folder}; chmod go-w it`);
}

const GROUPS = '/etc/group';

/** Throws when there is none of that name. */
export function groupNumber(name: string): number {
  if (/^\d{1,10}$/.test(name)) return Number(name);
  const line = readFileSync(GROUPS, 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const number = Number(line?.split(':')[2]);
  if (line === undefined || !Number.isInteger(number))
    throw new Error(`there is no group ${name} in ${GROUPS}`);
  return number;
}
