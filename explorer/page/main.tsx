/** Starts the application. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { shouldRetry } from './data/queries.js';
import './theme/tokens.css';
import './theme/base.css';
import './theme/controls.css';
import { App } from './app/app.js';

const client = new QueryClient({
  // a tab that is shown again connects again, which asks
  defaultOptions: { queries: { retry: shouldRetry, retryDelay: 2_000, staleTime: 5_000, refetchOnWindowFocus: false } },
});

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
