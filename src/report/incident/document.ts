import type { Level } from '../../model/level.ts';

/** `quoted` is text that others wrote (or may have); each outlet shows it as such, and makes it inert. */
export type Piece = string | { readonly quoted: string } | { readonly level: Level };
export type Inline = Piece | readonly Piece[];

export type Block =
  | { readonly kind: 'text'; readonly text: Inline }
  | { readonly kind: 'heading'; readonly text: Inline }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: Inline])[] }
  | { readonly kind: 'list'; readonly items: readonly Inline[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      /** Columns with figures, from 0: to the right. */
      readonly figures: readonly number[];
      readonly rows: readonly (readonly Inline[])[];
    }
  | {
      readonly kind: 'bars';
      readonly title: string;
      readonly rows: readonly { readonly label: string; readonly value: number; readonly level: Level }[];
    }
  | {
      /** One column for each span of time. */
      readonly kind: 'columns';
      readonly title: string;
      readonly from: string;
      readonly to: string;
      readonly columns: readonly { readonly value: number; readonly level: Level }[];
    }
  | {
      readonly kind: 'lines';
      readonly rows: readonly { readonly place: string; readonly text: string; readonly hash: string }[];
    };

export type Section = { readonly title: string; readonly blocks: readonly Block[] };

/** A report in one language, before it is text, Markdown or HTML. */
export type ReportDocument = {
  readonly lang: 'en' | 'fr';
  readonly title: string;
  readonly made: string;
  readonly levels: Readonly<Record<Level, string>>;
  readonly worst: Level | null;
  readonly sections: readonly Section[];
};

export function pieces(text: Inline): readonly Piece[] {
  return Array.isArray(text) ? (text as readonly Piece[]) : [text as Piece];
}

export function quoted(text: string): Piece {
  return { quoted: text };
}

/** Things in a row, with commas between; of more than `most` only so many. */
export function listed(texts: readonly string[], most = 10): readonly Piece[] {
  const shown = texts.slice(0, most).flatMap((text, index): Piece[] => {
    return index === 0 ? [quoted(text)] : [', ', quoted(text)];
  });
  return texts.length > most ? [...shown, ` (+${texts.length - most})`] : shown;
}
