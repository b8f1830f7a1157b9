import { ResponseReader } from "#shared/conversation/response-reader.ts";
import type { ResponseModel } from "#shared/conversation/model.ts";

interface Reading {
  readonly text: string;
  readonly bytes: Uint8Array;
  reader: ResponseReader;
  decoder: TextDecoder;
  position: number;
}

/** Recorded answers as they were when only so many bytes of them had come. Going on is cheap; going back reads again. */
export class ReplayBook {
  readonly #readings = new Map<string, Reading>();

  /** The answer's first bytes, read. */
  at(exchangeId: string, text: string, bytes: number): ResponseModel {
    let reading = this.#readings.get(exchangeId);
    if (reading?.text !== text) {
      reading = { text, bytes: new TextEncoder().encode(text), ...fresh() };
      this.#readings.set(exchangeId, reading);
    }
    if (bytes < reading.position) Object.assign(reading, fresh());
    reading.reader.push(reading.decoder.decode(reading.bytes.subarray(reading.position, bytes), { stream: true }));
    reading.position = bytes;
    if (bytes >= reading.bytes.length) reading.reader.finish();
    return reading.reader.model;
  }
}

function fresh(): Pick<Reading, "reader" | "decoder" | "position"> {
  return { reader: new ResponseReader(), decoder: new TextDecoder(), position: 0 };
}

/** Where a text begins in an answer, in bytes; null when it is not there. */
export function byteIndexOf(text: string, what: string): number | null {
  const at = text.indexOf(what);
  return at < 0 ? null : new TextEncoder().encode(text.slice(0, at)).length;
}
