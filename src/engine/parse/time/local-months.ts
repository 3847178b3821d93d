/**
 * The months as glibc abbreviates them in other languages than English, in small letters and without the dot: `journalctl` writes
 * them in the language of who calls it. Croatian is left out: its `lip`, `srp` and `lis` are other months than its neighbours'.
 */
const MONTHS: readonly (readonly [english: string, others: string])[] = [
  ['Jan', 'jan janv jän jänn januar ene gen ian sty led oca tammi янв січ ιαν'],
  ['Feb', 'feb febr févr fév fev feber lut úno şub helmi фев лют φεβ'],
  ['Mar', 'mar mars mär märz març mrt maa maalis bře márc mars мар бер μαρ'],
  ['Apr', 'apr avr avril abr kwi dub nis huhti ápr апр кві απρ'],
  ['May', 'may mai mag mei maj maig kvě touko máj май мая тра μαι μάι'],
  ['Jun', 'jun juin giu juny cze čen haz kesä iun jún июн чер ιουν'],
  ['Jul', 'jul juil lug lip čec tem heinä iul júl июл лип ιουλ'],
  ['Aug', 'aug août ago ag sie srp ağu elo авг сер αυγ'],
  ['Sep', 'sep sept set wrz zář eyl syys szept сен вер σεπ'],
  ['Oct', 'oct okt ott out paź říj eki loka окт жов οκτ'],
  ['Nov', 'nov lis kas marras ноя лис νοε'],
  ['Dec', 'dec dez déc dic des dez gru pro ara joulu дек гру δεκ'],
];

const ENGLISH: ReadonlyMap<string, string> = new Map(
  MONTHS.flatMap(([english, others], at) => [
    ...others.split(' ').map((name) => [name, english] as const),
    // Chinese, Japanese and Korean number them.
    ...['月', '월'].map((word) => [`${at + 1}${word}`, english] as const),
  ]),
);

const LOCAL = /^ ?(\d?\d?[^\s\d.:,"'<>()[\]{}=/-]{1,6})\.? {1,2}(\d?\d) (?=\d\d:\d\d:\d\d)/;

/** The line with its month in English, where it begins with a date in another language; else null. */
export function withEnglishMonth(line: string): string | null {
  const [date, month = '', day = ''] = LOCAL.exec(line.slice(0, 24)) ?? [];
  if (date === undefined) return null;
  const english = ENGLISH.get(month.toLowerCase());
  return english === undefined ? null : `${english} ${day.padStart(2, '0')} ${line.slice(date.length)}`;
}
