/** Next.js, which is large and not installed here, as far as pages use it, and as its own types have it. */
declare module 'next' {
  export interface NextConfig {
    serverExternalPackages?: string[];
    experimental?: { serverMinification?: boolean };
  }
}

declare module 'next/server' {
  export function after(task: Promise<unknown> | (() => unknown)): void;
}
