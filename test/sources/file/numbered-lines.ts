const TEXTS = ['Failed password for é', '漢字 и кириллица', 'plain', '😀😀 for root'] as const;

/** The line of that number: what it holds follows from it, so that a spoiled one shows. */
export function lineOf(number: number): string {
  return `${number} ${TEXTS[number % TEXTS.length]} ${'x'.repeat((number * 37) % 70)} end\n`;
}

/** What came of lines 1 to n, compared with what should have come. */
export class LineCheck {
  private readonly seen: Uint8Array = new Uint8Array(1 << 24);
  corrupted = 0;
  doubled = 0;
  total = 0;
  /** How often a line came before one with a lower number. */
  disordered = 0;
  last = 0;
  private rest = '';

  take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  lost(written: number): number {
    let lost = 0;
    for (let number = 1; number <= written; number++) if (this.seen[number] === 0) lost++;
    return lost;
  }

  private line(line: string): void {
    const number = Number.parseInt(line, 10);
    if (!(number > 0) || `${line}\n` !== lineOf(number)) {
      this.corrupted++;
      return;
    }
    this.total++;
    if (this.seen[number] !== 0) this.doubled++;
    this.seen[number] = 1;
    if (number < this.last) this.disordered++;
    this.last = number;
  }
}
