/**
 * Fewer colours for a picture: those that are much alike or rarely there become one (pairwise nearest neighbours, Equitz 1989).
 *
 * @module
 */

/** Colours that have become one. */
interface Cluster {
  /** Their mean by weight: red, green, blue, opacity. */
  mean: number[];
  /** How many pixels. */
  weight: number;
  /** The one that most pixels have, or the one to keep. */
  readonly color: number;
  /** Whether it never becomes another: the tone of an area. */
  readonly kept: boolean;
  /** The cluster with which joining costs least, of those that come later, and that cost. */
  next: Cluster | undefined;
  cost: number;
}

const SHIFTS = [24, 16, 8, 0] as const;

/** How far two colours are from each other: the sum of the squared differences in red, green, blue and opacity. */
export function colorDistance(color: number, other: number): number {
  let total = 0;
  for (const shift of SHIFTS) total += ((color >>> shift & 255) - (other >>> shift & 255)) ** 2;
  return total;
}

/**
 * Chooses the `most` colours that change the picture least. Each is one that was there, so that areas keep theirs.
 *
 * @param colors The colours, the most frequent first, as 32 bits: red, green, blue and opacity.
 * @param counts How many pixels have each.
 * @param kept Those that stay in any case, fewer than `most`.
 */
export function fewerColors(
  colors: readonly number[],
  counts: ReadonlyMap<number, number>,
  kept: ReadonlySet<number>,
  most: number,
): number[] {
  const keptFirst = [...colors.filter((color) => kept.has(color)), ...colors.filter((color) => !kept.has(color))];
  const clusters = keptFirst.map((color): Cluster => {
    return {
      mean: SHIFTS.map((shift) => color >>> shift & 255),
      weight: counts.get(color) ?? 1,
      color,
      kept: kept.has(color),
      next: undefined,
      cost: Infinity,
    };
  });
  clusters.forEach((_, index) => findNext(clusters, index));
  while (clusters.length > most) {
    const first = clusters.reduce((least, cluster) => cluster.cost < least.cost ? cluster : least);
    const second = first.next!;
    const weight = first.weight + second.weight;
    first.mean = first.mean.map((part, index) => (part * first.weight + second.mean[index]! * second.weight) / weight);
    first.weight = weight;
    clusters.splice(clusters.indexOf(second), 1);
    const joined = clusters.indexOf(first);
    clusters.forEach((cluster, index) => {
      if (cluster === first || cluster.next === first || cluster.next === second) findNext(clusters, index);
      else if (index < joined) offer(cluster, first);
    });
  }
  return clusters.map(({ color }) => color);
}

function findNext(clusters: readonly Cluster[], index: number): void {
  const cluster = clusters[index]!;
  cluster.next = undefined;
  cluster.cost = Infinity;
  for (let later = index + 1; later < clusters.length; later++) offer(cluster, clusters[later]!);
}

/** Takes another for the next one, if joining the two changes the picture less (Ward's criterion). */
function offer(cluster: Cluster, other: Cluster): void {
  if (cluster.kept && other.kept) return;
  let distance = 0;
  for (let part = 0; part < 4; part++) distance += (cluster.mean[part]! - other.mean[part]!) ** 2;
  const cost = distance * cluster.weight * other.weight / (cluster.weight + other.weight);
  if (cost < cluster.cost) [cluster.next, cluster.cost] = [other, cost];
}
