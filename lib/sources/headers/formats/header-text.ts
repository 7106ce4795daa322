/** How a format asks for the headers it is made of. */

/** The last text of the header of that name, which is in lower case. */
export type HeaderText = (name: string) => string | undefined;
