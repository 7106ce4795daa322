/** Starts the page. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { retry } from './data/ask.js';
import './style/tokens.css';
import './style/base.css';
import './style/controls.css';
import './style/frame.css';
import './style/traces.css';
import './style/timeline.css';
import './style/details.css';
import './style/pages.css';
import { Page } from './views/page.js';

const client = new QueryClient({
  defaultOptions: { queries: { retry, retryDelay: 2_000, staleTime: 5_000, refetchOnWindowFocus: true } },
});

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Page />
      </QueryClientProvider>
    </StrictMode>,
  );
}
