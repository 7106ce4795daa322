/** Access to the headers of a format. */

/** Returns the last text of the header of that name, which is in lower case. */
export type HeaderText = (name: string) => string | undefined;
