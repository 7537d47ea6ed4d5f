/** User and password before the host, whatever characters they hold. */
const LOGIN = /([a-z][a-z\d+.-]*:\/\/)[^\s"']*@/gi;
const QUERY = /([a-z][a-z\d+.-]*:\/\/[^\s"'?]*)\?[^\s"']*/gi;

/** Text without the logins and queries of the URLs in it: a query may be a signature. */
export function withoutUrlSecrets(text: string): string {
  return text.replace(LOGIN, '$1***@').replace(QUERY, '$1?***');
}
