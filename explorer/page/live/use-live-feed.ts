/** Keeps the page connected, and the answers of views that are not on the screen from being taken for new ones. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { liveFeed } from './live-feed.js';

export function useLiveFeed(): void {
  const client = useQueryClient();
  useEffect(() => {
    const outdate = (): void => void client.invalidateQueries({ type: 'inactive', refetchType: 'none' });
    const stopListening = liveFeed.listen({ onSpans: outdate, onOpen: outdate });
    const disconnect = liveFeed.start();
    return () => {
      disconnect();
      stopListening();
    };
  }, [client]);
}
