/** A log as a daemon and logrotate make it, in a folder of its own: every line has its number. */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const TEXTS = ['Failed password for é', '漢字 и кириллица', 'plain', '😀 😀'] as const;

export class LogWriter {
  readonly path: string;
  /** Everything written so far. */
  text = '';
  private next = 1;
  private half = '';
  /** The log's name where its rotations are kept. */
  private readonly kept: string;

  /** `olddir`: rotations are moved to a folder beside the log. `banner`: lines that each file begins with. */
  constructor(
    folder: string,
    olddir: string | null = null,
    private readonly banner = '',
  ) {
    this.path = join(folder, 'app.log');
    this.kept = join(folder, olddir ?? '', 'app.log');
    mkdirSync(dirname(this.kept), { recursive: true });
    writeFileSync(this.path, '');
    this.put(banner);
  }

  append(lines: number): void {
    let text = this.half;
    this.half = '';
    for (let line = 0; line < lines; line++) text += this.line();
    this.put(text);
  }

  /** Some bytes of a line, cut within a character where there is one; the rest comes with the next append. */
  appendHalf(): void {
    if (this.half !== '') return;
    const line = this.line();
    const cut = Math.floor(line.length / 2);
    this.put(line.slice(0, cut));
    this.half = line.slice(cut);
  }

  rename(): void {
    if (!existsSync(this.path)) return;
    this.endLine();
    this.shift();
    renameSync(this.path, `${this.kept}.1`);
    writeFileSync(this.path, '');
    this.put(this.banner);
  }

  copyAndTruncate(): void {
    if (!existsSync(this.path)) return;
    if (this.banner !== '') this.endLine();
    this.shift();
    copyFileSync(this.path, `${this.kept}.1`);
    truncateSync(this.path);
    this.put(this.banner);
  }

  /** The same, and it is soon longer than it was. */
  copyAndRegrow(): void {
    const { size } = statSync(this.path);
    this.copyAndTruncate();
    while (statSync(this.path).size <= size) this.append(3);
  }

  /** Packs the second one, as logrotate does with `delaycompress`. */
  pack(): void {
    const from = `${this.kept}.2`;
    if (!existsSync(from)) return;
    const { atimeMs, mtimeMs } = statSync(from);
    writeFileSync(`${from}.gz`, gzipSync(readFileSync(from)));
    utimesSync(`${from}.gz`, atimeMs / 1000, mtimeMs / 1000);
    unlinkSync(from);
  }

  private shift(): void {
    for (let number = 60; number >= 1; number--) {
      for (const suffix of ['', '.gz']) {
        const from = `${this.kept}.${number}${suffix}`;
        if (existsSync(from)) renameSync(from, `${this.kept}.${number + 1}${suffix}`);
      }
    }
  }

  private endLine(): void {
    if (this.half !== '') this.append(0);
  }

  private line(): string {
    const number = this.next++;
    return `${number} ${TEXTS[number % TEXTS.length]} ${'x'.repeat((number * 37) % 200)}\n`;
  }

  private put(text: string): void {
    this.text += text;
    appendFileSync(this.path, text);
  }
}
