import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createMetadata, type MetadataOptions } from '../../src-main/metadata/index.ts';
import type { Metadata } from '../../src-main/metadata/types.ts';
import { repositoryRoot } from '../support/data.ts';

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'keepers-metadata-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Metadata that is closed when the test is over. */
export function openMetadata(options?: MetadataOptions): Metadata {
  const metadata = createMetadata(options);
  onTestFinished(() => metadata.close());
  return metadata;
}

function runs(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const EXIFTOOL = path.join(repositoryRoot, 'node_modules/exiftool-vendored.pl/bin/exiftool');

export const hasExifTool = runs(EXIFTOOL, ['-ver']);
export const hasExiv2 = runs('exiv2', ['--version']);
export const isRoot = process.getuid?.() === 0;

/** Standard output of ExifTool's own command line: an independent reader and writer. */
export function exiftool(...args: string[]): Buffer {
  return execFileSync(EXIFTOOL, args, { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
}

export function exiftoolJson(...args: string[]): Record<string, unknown>[] {
  return JSON.parse(exiftool('-j', ...args).toString()) as Record<string, unknown>[];
}

export function exiv2(...args: string[]): string {
  return execFileSync('exiv2', args, { encoding: 'utf8' });
}

/** A sidecar with the given attributes and elements in one description. */
export function xmp(attributes: string, elements = ''): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:digiKam="http://www.digikam.org/ns/1.0/"
 xmlns:photomechanic="http://ns.camerabits.com/photomechanic/1.0/"
 xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/"
 xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 ${attributes}>${elements}</rdf:Description></rdf:RDF></x:xmpmeta>`;
}
