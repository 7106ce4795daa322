/** No spans yet: how to send some. */
import type { ReactNode } from 'react';
import type { StatusAnswer } from '../../../api/answers.js';
import './welcome.css';

export function Welcome({ status: { receivers } }: { readonly status: StatusAnswer }): ReactNode {
  const { http, grpc } = receivers;
  return (
    <div className="welcome">
      <h2>Waiting for the first span</h2>
      <p>Point any OpenTelemetry SDK or Collector here. Traces appear on this page as they arrive.</p>
      {http !== undefined && (
        <>
          <h3>OTLP over HTTP</h3>
          <pre>
            <code>{`export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nexport OTEL_EXPORTER_OTLP_ENDPOINT=${http}`}</code>
          </pre>
        </>
      )}
      {grpc !== undefined && (
        <>
          <h3>OTLP over gRPC</h3>
          <pre>
            <code>{`export OTEL_EXPORTER_OTLP_PROTOCOL=grpc\nexport OTEL_EXPORTER_OTLP_ENDPOINT=${grpc}`}</code>
          </pre>
        </>
      )}
      <p className="soft">Nothing arrives? “spanlink-explorer doctor” says what is in the way.</p>
    </div>
  );
}
