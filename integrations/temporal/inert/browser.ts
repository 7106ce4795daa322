/** `spanlink` in a bundle for browsers, of any bundler but webpack: importing says that it is for servers. */
import { browserError } from './refuse-browsers.js';

// the names are there, so that a bundler finds what the program imports
export {
  configure,
  formatLink,
  inSpan,
  LinkFrom,
  linksFrom,
  parseLink,
  Span,
  SpanGuard,
  startSpan,
  Traced,
  traced,
} from './index.js';

throw browserError();
