/** The encodings of OTLP bodies, and their media types over HTTP. */

export type Encoding = 'protobuf' | 'json';

export const MEDIA_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** Returns the encoding that a `Content-Type` names, if it is one of OTLP's. */
export function encodingOf(contentType: string | undefined): Encoding | undefined {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  return (['protobuf', 'json'] as const).find((encoding) => MEDIA_TYPES[encoding] === mediaType);
}
