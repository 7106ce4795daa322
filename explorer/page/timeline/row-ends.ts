/** The ends of the last bars of rows, among which a free row is found in O(log n): concurrent spans fill thousands. */

export class RowEnds {
  /** A tree: a node has the earliest end of the rows below it; its children are at twice its index, and the next. */
  #tree: number[] = [-Infinity, -Infinity];
  #leaves = 1;

  /** Returns the first row from `from` on that is free at a time. */
  firstFree(from: number, time: number): number {
    const found = this.#find(1, 0, this.#leaves, from, time);
    return found ?? Math.max(from, this.#leaves);
  }

  /** Occupies a row up to an end. */
  occupy(row: number, end: number): void {
    while (row >= this.#leaves) this.#grow();
    let node = this.#leaves + row;
    this.#tree[node] = end;
    for (node >>= 1; node >= 1; node >>= 1) this.#tree[node] = this.#earliestBelow(node);
  }

  #find(node: number, start: number, width: number, from: number, time: number): number | undefined {
    if (start + width <= from || (this.#tree[node] ?? -Infinity) > time) return undefined;
    if (width === 1) return start;
    const half = width / 2;
    return this.#find(2 * node, start, half, from, time) ?? this.#find(2 * node + 1, start + half, half, from, time);
  }

  #grow(): void {
    const ends = this.#tree.slice(this.#leaves);
    this.#leaves *= 2;
    this.#tree = new Array<number>(2 * this.#leaves).fill(-Infinity);
    for (const [row, end] of ends.entries()) this.#tree[this.#leaves + row] = end;
    for (let node = this.#leaves - 1; node >= 1; node -= 1) this.#tree[node] = this.#earliestBelow(node);
  }

  #earliestBelow(node: number): number {
    return Math.min(this.#tree[2 * node] ?? -Infinity, this.#tree[2 * node + 1] ?? -Infinity);
  }
}
