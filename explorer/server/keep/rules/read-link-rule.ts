/** Reads the section of a policy of type `link`, and relations. */
import type { LinkRule } from './keep-rules.js';
import { readTextMatch, TEXT_FIELDS } from './read-text-match.js';
import type { Fields } from './read-text-match.js';
import type { YamlValue } from './yaml-value.js';

export function readLinkRule(fields: Fields): LinkRule {
  const relation = fields.get('relation');
  const attribute = fields.get('attribute')?.fields(['key', ...TEXT_FIELDS]);
  if (attribute && !(attribute.has('key') && attribute.has('values')))
    throw fields.get('attribute')?.error('attribute needs a key and values.');
  return {
    type: 'link',
    direction: fields.get('direction')?.word(['causes', 'effects', 'both'] as const) ?? 'causes',
    ...(relation && { relations: readRelations(relation) }),
    ...(attribute && { attribute: { key: attribute.get('key')?.filledText() ?? '', ...readTextMatch(attribute) } }),
  };
}

/** Reads one relation, or a list of them; the empty one is that of links without. */
export const readRelations = (value: YamlValue): string[] =>
  value.isList ? value.filledList().map((item) => item.text()) : [value.text()];
