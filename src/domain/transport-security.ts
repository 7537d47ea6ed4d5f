const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a URL names this very machine. */
function isLocalHost(url: URL): boolean {
  return LOCAL_HOSTS.has(url.hostname);
}

/** Whether what is fetched from there cannot be read or changed on its way: HTTPS, or this machine. */
export function isSecureUrl(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocalHost(url));
}
