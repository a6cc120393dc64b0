const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'];

/** `512 bytes`, `45.0 KiB`, `1.2 GiB`. */
export function bytes(number: number): string {
  let [rest, unit] = [number, 'bytes'];
  for (const next of UNITS) {
    if (rest < 1024) break;
    [rest, unit] = [rest / 1024, next];
  }
  return unit === 'bytes' ? `${number} bytes` : `${rest.toFixed(1)} ${unit}`;
}
