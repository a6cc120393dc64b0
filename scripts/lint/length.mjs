// Signs of a file or function that does too much. A file above the limit fails; long functions are only named.
import { textOf, typescriptFiles } from './step.mjs';

const FILE_LIMIT = 400;
const FUNCTION_SIGN = 60;

export async function checkLength() {
  const { default: ts } = await import('typescript');
  const files = typescriptFiles('src', 'test').map((path) => measure(ts, path, textOf(path)));
  const problems = files
    .filter(({ lines }) => lines > FILE_LIMIT)
    .map(({ path, lines }) => `${path}: ${lines} lines, the limit is ${FILE_LIMIT}`);
  const functions = files.filter(({ path }) => path.includes('/src/')).flatMap((file) => file.functions);
  const long = functions.filter(({ lines }) => lines > FUNCTION_SIGN).map(({ name, lines }) => `${name} (${lines} lines)`);
  const note = `files ${spread(files)}; functions ${spread(functions)}${long.length > 0 ? `; look at ${long.join(', ')}` : ''}`;
  return { looked: files.length, problems, note };
}

function measure(ts, path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const functions = [];
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body !== undefined) {
      const [first, last] = [lineOf(node.getStart(source)), lineOf(node.end)];
      functions.push({ name: `${path}:${first + 1}`, lines: last - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { path, lines: text.split('\n').length - 1, functions };
}

function spread(measured) {
  const lines = measured.map((one) => one.lines).toSorted((a, b) => a - b);
  const at = (share) => lines[Math.min(lines.length - 1, Math.floor(lines.length * share))] ?? 0;
  return `median ${at(0.5)}, 90 % ${at(0.9)}, longest ${at(1)} lines`;
}
