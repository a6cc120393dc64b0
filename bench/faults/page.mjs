// The table and the paragraphs of docs/comparison.md, between markers.

const TABLE = /(<!-- table -->\n)[\s\S]*?(<!-- \/table -->)/;
const SCENARIOS = /(<!-- scenarios -->\n)[\s\S]*?(<!-- \/scenarios -->)/;

/** The page's table: scenario → tool → the cell's text. Empty where there is none. */
export function readCells(page) {
  const rows = (TABLE.exec(page)?.[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);
  const [heading = [], , ...body] = rows;
  return Object.fromEntries(
    body.map(([name, ...cells]) => [name, Object.fromEntries(cells.map((cell, index) => [heading[index + 1], cell]))]),
  );
}

/** The page with what was judged now; what was not judged stays as it was. */
export function writePage(page, { cells, versions, scenarios }) {
  const old = readCells(page);
  const rows = scenarios.map(({ name }) => ({ name, cells: { ...old[name], ...texts(cells[name] ?? {}) } }));
  const tools = [...new Set(rows.flatMap((row) => Object.keys(row.cells)))].filter(Boolean);
  const lines = [
    ['', ...tools],
    ['---', ...tools.map(() => '---')],
    ...rows.map((row) => [row.name, ...tools.map((tool) => row.cells[tool] ?? '')]),
  ];
  const made = madeLine(
    TABLE.exec(page)?.[0] ?? '',
    versions,
    Object.keys(cells[scenarios[0].name] ?? Object.values(cells)[0]).length === tools.length,
  );
  const text = `${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}\n\n${made}\n`;
  const about = scenarios.map(({ name, about }) => `**${name[0].toUpperCase()}${name.slice(1)}.** ${about}\n`).join('\n');
  return page.replace(TABLE, (_, before, after) => before + text + after).replace(SCENARIOS, (_, before, after) => before + about + after);
}

// What was not judged now was made when the old line says.
function madeLine(old, versions, all) {
  const today = `${new Date().toISOString().slice(0, 10)} on ${process.platform}`;
  const shown = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  if (all) return `Made ${today} with ${shown}.`;
  const before = /^Made .*?\.$/m.exec(old)?.[0] ?? '';
  return `${before} Some columns again ${today} with ${shown}.`.trim();
}

function texts(cells) {
  return Object.fromEntries(Object.entries(cells).map(([tool, { mark, words }]) => [tool, `${mark} ${words}`]));
}

function cellsOf(line) {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
