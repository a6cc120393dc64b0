// Would the packages work once published? Looks at what their `files` would pack; needs their dist.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest, ROOT, workspaces } from '../workspace.mjs';
import { filesBelow } from './step.mjs';

const PACKED = 'package';

export async function checkPublish() {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const published = workspaces().filter(({ manifest }) => manifest.private !== true);
  const problems = [];
  for (const { folder, path, manifest } of published) {
    const { messages } = await publint({ pkgDir: PACKED, pack: { files: packedFiles(path, manifest) }, strict: true, level: 'warning' });
    problems.push(...messages.map((message) => `${path}: ${formatMessage(message, readManifest(folder), { color: false })}`));
  }
  return { looked: published.length, problems };
}

function packedFiles(path, { files }) {
  const isPacked = (name) =>
    files.some((entry) => matches(entry, name)) && !files.some((entry) => entry[0] === '!' && matches(entry.slice(1), name));
  const names = ['bin', 'dist'].flatMap((folder) => filesBelow(`${path}/${folder}`)).map((file) => file.slice(path.length + 1));
  return ['package.json', ...names.filter(isPacked)].map((name) => ({
    name: `${PACKED}/${name}`,
    data: readFileSync(join(ROOT, path, name)),
  }));
}

// An entry of `files` is a folder, a file, or a file name with stars; two of them stand for any folders.
function matches(entry, name) {
  if (!entry.includes('*')) return name === entry || name.startsWith(`${entry}/`);
  const escaped = entry.replace(/[.+?^$()[\]{}|\\]/g, '\\$&');
  const pattern = escaped.replaceAll(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]*' : '(?:.*/)?'));
  return new RegExp(`^${pattern}$`).test(name);
}
