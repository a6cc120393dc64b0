/** Everything this package makes in a database begins so; drift and the differ look past it. */
const OWN = '_zepix_';

/** The table of manifests. */
export const PRESERVED = '_zepix_preserved';

/** The name of a side table: which manifest it belongs to, a running number, and for the reader what it is about. */
export function sideTable(manifest: number, number: number, about: string): string {
  return `${OWN}p${manifest}_${number}_${about}`;
}

/** The name of the table of rows that could not go back, where the manifest's run put them. */
export function keptTable(manifest: number, table: string): string {
  return `${OWN}kept_${manifest}_${table}`;
}

/** Whether a table is one of this package's own. */
export function isSide(name: string): boolean {
  return name.toLowerCase().startsWith(OWN);
}

/** An identifier as SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Text as SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
