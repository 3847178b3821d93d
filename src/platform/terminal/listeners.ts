/** Those who want to be told each time that something happens. */
export class Listeners<News> {
  private readonly all = new Set<(news: News) => void>();

  get areThere(): boolean {
    return this.all.size > 0;
  }

  /** The result ends the subscription. */
  add(listener: (news: News) => void): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }

  /** Who is added meanwhile hears of the next news, not of this one. */
  tell(news: News): void {
    for (const listener of [...this.all]) listener(news);
  }
}
