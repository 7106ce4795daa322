/** The first visit, before any span was received: instructions for sending some. */
import type { ReactNode } from 'react';
import type { StatusAnswer } from '../../../api/answers.js';
import { receiverAddress } from '../../../api/receiver-address.js';
import './welcome.css';

export function Welcome({ status: { receivers } }: { readonly status: StatusAnswer }): ReactNode {
  const { http, grpc } = receivers;
  return (
    <div className="welcome">
      <h2>Waiting for the first span</h2>
      <p>Point any OpenTelemetry SDK or Collector here. Traces appear on this page as they arrive.</p>
      {http !== undefined && (
        <Settings title="OTLP over HTTP" protocol="http/protobuf" endpoint={receiverAddress(http, location.href)} />
      )}
      {grpc !== undefined && (
        <Settings title="OTLP over gRPC" protocol="grpc" endpoint={receiverAddress(grpc, location.href)} />
      )}
      <p>Or drop files with spans anywhere on this page; the folder at the top right opens them, too.</p>
      <p className="soft">Nothing arriving? Run “spanlink-explorer doctor” to find out why.</p>
    </div>
  );
}

interface SettingsProps {
  readonly title: string;
  readonly protocol: string;
  readonly endpoint: string;
}

function Settings({ title, protocol, endpoint }: SettingsProps): ReactNode {
  const settings = [`OTEL_EXPORTER_OTLP_PROTOCOL=${protocol}`, `OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`];
  return (
    <>
      <h3>{title}</h3>
      <pre>
        <code>{settings.map((setting) => `export ${setting}`).join('\n')}</code>
      </pre>
    </>
  );
}
