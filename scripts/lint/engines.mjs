// The oldest Node that works is written in the root's package.json; every other manifest says the same.
import { readManifest, ROOT, workspaces } from '../workspace.mjs';

export function checkEngines() {
  const floor = readManifest(ROOT).engines.node;
  const others = workspaces();
  const problems = others
    .filter(({ manifest }) => manifest.engines?.node !== floor)
    .map(({ path, manifest }) => `${path}/package.json: engines.node is ${manifest.engines?.node}, the root says ${floor}`);
  if (!/^>=\d+(\.\d+){0,2}$/.test(floor)) problems.push(`package.json: engines.node must read ">=20.12", the bin compares it as that`);
  return { looked: others.length, problems };
}
