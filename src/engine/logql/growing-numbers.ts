/** Numbers that keep coming, eight bytes each. */
export class GrowingNumbers {
  private room = new Float64Array(16);
  private used = 0;

  get length(): number {
    return this.used;
  }

  push(value: number): void {
    if (this.used === this.room.length) {
      const larger = new Float64Array(this.room.length * 2);
      larger.set(this.room);
      this.room = larger;
    }
    this.room[this.used++] = value;
  }

  get values(): Float64Array {
    return this.room.subarray(0, this.used);
  }
}
