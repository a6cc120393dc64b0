// Tables for the terminal.

/** Rows of cells as lines, the first column to the left, the others to the right; the first row is the heading. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  const pad = (cell, column) => {
    const blanks = ' '.repeat(widths[column] - [...cell].length);
    return column === 0 ? cell + blanks : blanks + cell;
  };
  return rows
    .map((row) =>
      row
        .map((cell) => cell ?? '')
        .map(pad)
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `name value` pairs on one line. */
export const pairs = (object) =>
  Object.entries(object)
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ');

export const ms = (value) => (value === null ? '–' : value < 100 ? value.toFixed(1) : String(Math.round(value)));
export const times = (value) => `${value.toFixed(2)} ×`;
