const SHOWN = 80;

/** A value or text, cut where a line could not hold it. */
export function shorten(text: string, most = SHOWN): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 2).trimEnd()} …` : line;
}

export function count(rows: number): string {
  return rows === 1 ? '1 row' : `${rows} rows`;
}
