/** What a page may load besides its own files. */
export interface PolicyOptions {
  /** Further sources of pictures, such as `photo:`. */
  readonly pictures?: readonly string[];
  /** Further addresses to connect to, such as `ws://127.0.0.1:4321`. */
  readonly connections?: readonly string[];
  /** Styles in the page itself, as `sha256-…`. */
  readonly styleHashes?: readonly string[];
}

/**
 * The content security policy of the renderer, the same for every host: its own scripts and styles,
 * catalogued pictures, the bridge, and nothing from anywhere else.
 */
export function contentSecurityPolicy(options: PolicyOptions = {}): string {
  const { pictures = [], connections = [], styleHashes = [] } = options;
  const styles = styleHashes.map((hash) => `'${hash}'`);
  const directives: [name: string, ...sources: string[]][] = [
    ['default-src', "'none'"],
    ['script-src', "'self'"],
    ['style-src', "'self'", ...styles],
    ['img-src', "'self'", 'blob:', 'data:', ...pictures],
    ['font-src', "'self'"],
    ['connect-src', "'self'", ...connections],
    ['worker-src', "'self'"],
    ['manifest-src', "'self'"],
    ['base-uri', "'none'"],
    ['form-action', "'none'"],
    ['frame-ancestors', "'none'"],
    ['object-src', "'none'"],
  ];
  return directives.map((directive) => directive.join(' ')).join('; ');
}

/** For a picture opened by itself: it may run and load nothing, whatever it contains. */
export const PICTURE_POLICY = "default-src 'none'; sandbox";
