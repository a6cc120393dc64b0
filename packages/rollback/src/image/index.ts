export { cellText } from './cell.js';
export { compareImages } from './compare.js';
export { count, shorten } from './discrepancy.js';
export { readImage } from './image.js';
export type { Image, ImageRow, TableImage } from './image.js';
