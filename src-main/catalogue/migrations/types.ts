/** One step of the catalogue's schema. Once released it never changes; a new step follows it. */
export interface Migration {
  /** 1, 2, 3, …: the `user_version` that the catalogue has afterwards. */
  readonly number: number;
  /** Run in one transaction. */
  readonly sql: string;
}
