import type { ComponentChildren, JSX } from 'preact';

/** The server's own words, which are English on every page: so a screen reader says them, and a browser offers to translate them. */
export const Told = ({ children }: { children: ComponentChildren }): JSX.Element => <span lang="en">{children}</span>;
