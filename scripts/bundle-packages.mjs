// Bundles each package whose `exports` say so into one file, dist/bundle/index.js: an application that imports it loads one module instead of
// hundreds, which takes a fifth of the time. Its declarations are tsc's.
import { join } from 'node:path';
import { workspaces } from './workspace.mjs';

const BUNDLE = './dist/bundle/index.js';

export async function bundlePackages() {
  const { build } = await import('esbuild');
  const bundled = workspaces().filter(({ manifest }) => manifest.exports?.['.']?.default === BUNDLE);
  await Promise.all(
    bundled.map(({ folder }) =>
      build({
        absWorkingDir: folder,
        entryPoints: [join(folder, 'src', 'index.ts')],
        outfile: join(folder, BUNDLE),
        tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: true } },
        bundle: true,
        format: 'esm',
        platform: 'node',
        target: 'node20',
        // Other packages stay packages: there is one MigrationError, and one better-sqlite3.
        packages: 'external',
        sourcemap: 'linked',
        // Less to parse at every start; names stay, so that a stack trace can be read.
        minifyWhitespace: true,
        minifySyntax: true,
        logLevel: 'warning',
      }),
    ),
  );
}
