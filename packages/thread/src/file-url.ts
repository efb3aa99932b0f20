/** The URL of a file, by its path. */
export function fileUrl(path: string): string {
  const url = new URL('file:///');
  url.pathname = path.replaceAll('\\', '/').replaceAll('%', '%25');
  return url.href;
}
