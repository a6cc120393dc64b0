// What a step of lint is: a name and a function that returns `{ looked, problems }`.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, workspaces } from '../workspace.mjs';

/** Runs the command of an installed package with Node itself, so that no shell and no PATH matters: a promise of `{ status, output }`. */
export function runTool(packageName, command, args) {
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return runNode([join(folder, typeof bin === 'string' ? bin : bin[command]), ...args]);
}

/** Runs a Node program at the workspace's root and collects what it prints: a promise of `{ status, output }`. */
export function runNode(args) {
  const settings = { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' }, encoding: 'utf8', maxBuffer: 2 ** 26 };
  return new Promise((resolve) => {
    execFile(process.execPath, args, settings, (error, stdout, stderr) => {
      const unstarted = error !== null && typeof error.code !== 'number' ? String(error) : '';
      resolve({ status: error === null ? 0 : 1, output: String(stdout) + String(stderr) + unstarted });
    });
  });
}

/** The result of a tool that prints, somewhere, how many files it looked at. */
export async function toolResult(run, countPattern) {
  const { status, output } = await run;
  const looked = Number(countPattern.exec(output)?.[1] ?? 0);
  return { looked, problems: status === 0 ? [] : [output.trim()] };
}

/** The TypeScript files in the named folders of every workspace, as paths relative to the root with forward slashes. */
export function typescriptFiles(...folders) {
  return workspaces().flatMap(({ path }) =>
    folders.flatMap((folder) => filesBelow(`${path}/${folder}`).filter((file) => file.endsWith('.ts'))),
  );
}

/** Every file below a folder, both named relative to the root with forward slashes; none where the folder is missing. */
export function filesBelow(path) {
  let entries;
  try {
    entries = readdirSync(join(ROOT, path), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => (entry.isDirectory() ? filesBelow(`${path}/${entry.name}`) : [`${path}/${entry.name}`]));
}

/** The text of a file named relative to the root. */
export const textOf = (path) => readFileSync(join(ROOT, path), 'utf8');
