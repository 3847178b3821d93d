/**
 * A program: writes numbered lines to a log and rotates it so many times; then prints how many it wrote.
 * Arguments: path, lines per second, rotations, milliseconds between them, kinds of rotation (taken in turn).
 * On its input it is told the number of the latest line that was read: what nobody has opened yet is not deleted.
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  openSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { lineOf } from './numbered-lines.ts';

const [path = '', rate = '0', times = '0', every = '0', ...kinds] = process.argv.slice(2);
const STEP_MS = 5;
const perStep = (Number(rate) * STEP_MS) / 1000;

let written = 0;
let rotations = 0;
let read = 0;
let writtenBefore = 0;
let rest = Buffer.alloc(0);
let file = kinds.includes('link') ? linked() : openSync(path, 'a');
const start = Date.now();
let rotateAt = start + Number(every);
let reopenAt = Number.POSITIVE_INFINITY;
let isCopying = false;

/** What is due by now, in pieces that end anywhere, within a character too. */
function write(): void {
  const due = Math.floor(((Date.now() - start) / STEP_MS) * perStep);
  const lines: Buffer[] = [rest];
  while (written < due) lines.push(Buffer.from(lineOf(++written)));
  const bytes = Buffer.concat(lines);
  const cut = Math.max(0, bytes.length - (written % 90));
  const middle = Math.floor(cut / 3);
  for (const piece of [bytes.subarray(0, middle), bytes.subarray(middle, cut)]) {
    if (piece.length > 0) writeSync(file, piece);
  }
  rest = bytes.subarray(cut);
}

function endLine(): void {
  writeSync(file, rest);
  rest = Buffer.alloc(0);
}

function reopen(): void {
  endLine();
  closeSync(file);
  file = openSync(path, 'a');
  writtenBefore = written;
}

function linked(): number {
  const target = `${path}.target-${rotations}`;
  const opened = openSync(target, 'a');
  symlinkSync(target, `${path}.link`);
  renameSync(`${path}.link`, path);
  return opened;
}

const ROTATE: Readonly<Record<string, () => void>> = {
  rename() {
    renameSync(path, `${path}.${rotations}`);
    reopen();
  },
  /** As logrotate does with `create`: the new file is there, the daemon writes to the old one until it is told. */
  create() {
    renameSync(path, `${path}.${rotations}`);
    closeSync(openSync(path, 'w'));
    reopenAt = Date.now() + 40;
  },
  delete() {
    endLine();
    unlinkSync(path);
    reopen();
  },
  copy() {
    copyFileSync(path, `${path}.${rotations}`);
    truncateSync(path);
  },
  /** By another program, while lines are written: those between its two steps are in neither file. */
  race() {
    isCopying = true;
    spawn('cp', [path, `${path}.${rotations}`]).on('exit', () => {
      truncateSync(path);
      isCopying = false;
    });
  },
  link() {
    endLine();
    closeSync(file);
    file = linked();
  },
};

const timer = setInterval(() => {
  write();
  const now = Date.now();
  if (now >= reopenAt) {
    reopenAt = Number.POSITIVE_INFINITY;
    reopen();
  }
  // The last lines come after the last rotation, however long that takes.
  if (now < rotateAt || isCopying || reopenAt !== Number.POSITIVE_INFINITY) return;
  rotateAt = now + Number(every);
  if (rotations === Number(times)) return end();
  const kind = kinds[rotations % kinds.length] ?? '';
  if (kind === 'delete' && read <= writtenBefore) return;
  rotations++;
  ROTATE[kind]?.();
}, STEP_MS);

process.stdin.setEncoding('utf8').on('data', (numbers: string) => {
  read = Number(numbers.trim().split('\n').at(-1));
});

function end(): void {
  clearInterval(timer);
  process.stdin.destroy();
  endLine();
  process.stdout.write(`${written}\n`);
}
