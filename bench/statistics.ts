/**
 * The middle value; the mean of the two middle ones for an even count.
 *
 * @throws RangeError without values.
 */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The value below which the given share of the values lies, interpolated between neighbours (type 7 of Hyndman & Fan,
 * Sample Quantiles in Statistical Packages, 1996).
 *
 * @param share from 0 to 1.
 * @throws RangeError without values.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const lower = sorted[Math.floor(position)];
  const upper = sorted[Math.ceil(position)];
  if (lower === undefined || upper === undefined) throw new RangeError("No values have no quantiles.");
  return lower + (upper - lower) * (position - Math.floor(position));
}

/**
 * How far apart the middle half of the values lies, as a share of their median: what a ratio of medians is worth.
 *
 * @throws RangeError without values.
 */
export function spread(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / median(values);
}

/**
 * By how much `y` grows with `x`: the slope of the line with the least squares of distances.
 *
 * @throws RangeError with fewer than two values of `x`.
 */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middleX, middleY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  let products = 0;
  let squares = 0;
  for (const [x, y] of points) {
    products += (x - middleX) * (y - middleY);
    squares += (x - middleX) ** 2;
  }
  if (!(squares > 0)) throw new RangeError("A line needs two points.");
  return products / squares;
}
