import { displayWidth } from './width.js';
/** Lines of aligned columns, two blanks between them; widths as a terminal shows them (emoji are two wide, colours none). */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, displayWidth(cell))), []);
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - displayWidth(cell))))
      .join('  ')
      .trimEnd(),
  );
}
