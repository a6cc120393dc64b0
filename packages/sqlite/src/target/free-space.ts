import { statfsSync } from 'node:fs';

/** Bytes free where a folder lies; null when the system does not say. */
export function freeSpace(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
