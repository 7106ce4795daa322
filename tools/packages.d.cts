/** One of the packages that are published. */
export interface PublishedPackage {
  readonly folder: string;
  readonly versionFile: string;
}

export const PACKAGES: readonly PublishedPackage[];
export function fieldsOf(one: PublishedPackage, root?: string): Readonly<Record<string, unknown>>;
