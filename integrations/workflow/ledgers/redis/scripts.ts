/**
 * The scripts of a ledger in Redis: each is one atomic step. They get the four keys of a run, in which a _place_ is a
 * stage and item:
 *
 * 1. `attempts`, a hash: for each attempt the JSON of its opening (`o/<attempt>`), of its span and links
 *    (`s/<attempt>`) and of its outcome (`e/<attempt>`); the number of the last attempt at each place (`n/<place>`);
 *    `sequence`; `origin`.
 * 2. `began`, a sorted set: attempts by the time at which they began.
 * 3. `spans`, a sorted set: attempts whose span has started, by their sequence.
 * 4. `index`, a sorted set whose scores are all the same, so that it is sorted by name: attempts whose span has
 *    started, as `r/<attempt>` while they run, `f/<attempt>` once they failed, `p/<attempt>` once they were suspended
 *    (paused), `c/<attempt>` once they completed, and `l/<attempt>` for the last one at each place.
 *
 * Scripts put JSON together, but never parse it: numbers and empty lists do not survive Lua.
 */
import { EARLIER_LIMIT } from '../select-prior-attempts.js';

/** Lists attempts as `[opened, started, ended]`; in parts, as Lua's stack cannot take some thousands at a time. */
const LIST = `
local function list(ids)
  local texts = {}
  for from = 1, #ids, 500 do
    local fields = {}
    for at = from, math.min(from + 499, #ids) do
      for _, part in ipairs({'o/', 's/', 'e/'}) do fields[#fields + 1] = part .. ids[at] end
    end
    local found = redis.call('HMGET', KEYS[1], unpack(fields))
    for at = 1, #fields, 3 do
      if found[at] then
        texts[#texts + 1] =
          '[' .. found[at] .. ',' .. (found[at + 1] or 'null') .. ',' .. (found[at + 2] or 'null') .. ']'
      end
    end
  end
  return '[' .. table.concat(texts, ',') .. ']'
end
`;

/** Lets the run's keys live for as long as its last attempt is kept. */
const TOUCH = `
local function touch(ttl)
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ttl) end
end
`;

/** Returns the prefix in the index of an attempt with that outcome, whose status comes first. */
const INDEXED = `
local function indexed(outcome)
  if string.find(outcome, '["failed"', 1, true) == 1 then return 'f/' end
  return string.find(outcome, '["suspended"', 1, true) == 1 and 'p/' or 'c/'
end
`;

/** Arguments: ttl, place, opening, the time at which it began, the origin or an empty text, and the wanted stages. */
export const OPEN = `${LIST}${TOUCH}
local place, origin = ARGV[2], ARGV[5]
local ids, seen = {}, {}
local function want(found, from)
  for _, name in ipairs(found) do
    local id = string.sub(name, from)
    if not seen[id] then
      seen[id] = true
      ids[#ids + 1] = id
    end
  end
end
want(redis.call('ZRANGE', KEYS[3], 0, 0), 1)
want(redis.call('ZRANGE', KEYS[3], -1, -1), 1)
for _, part in ipairs({'c/', 'f/', 'p/'}) do
  want(redis.call(
    'ZREVRANGEBYLEX', KEYS[4], '(' .. part .. place .. '0', '[' .. part .. place .. '/', 'LIMIT', 0, 1
  ), 3)
end
want(redis.call(
  'ZREVRANGEBYLEX', KEYS[4], '(r/' .. place .. '0', '[r/' .. place .. '/', 'LIMIT', 0, ${EARLIER_LIMIT}
), 3)
for at = 6, #ARGV do
  want(redis.call('ZRANGEBYLEX', KEYS[4], '[l/' .. ARGV[at] .. '/', '(l/' .. ARGV[at] .. '0'), 3)
end
local known = list(ids)

local sequence = redis.call('HINCRBY', KEYS[1], 'sequence', 1)
local number = redis.call('HINCRBY', KEYS[1], 'n/' .. place, 1)
local id = place .. '/' .. string.format('%012.0f', number)
if sequence == 1 and origin ~= '' then redis.call('HSET', KEYS[1], 'origin', origin) end
redis.call('HSET', KEYS[1], 'o/' .. id, string.format('[%.0f,%.0f,', sequence, number) .. ARGV[3] .. ']')
redis.call('ZADD', KEYS[2], ARGV[4], id)
touch(ARGV[1])
return string.format('[%.0f,', number) .. (redis.call('HGET', KEYS[1], 'origin') or 'null') .. ',' .. known .. ']'
`;

/** Arguments: ttl, place, attempt, its span and links. */
export const START = `${TOUCH}${INDEXED}
local place, id = ARGV[2], ARGV[3]
local opened = redis.call('HGET', KEYS[1], 'o/' .. id)
if not opened then return '0' end
redis.call('HSET', KEYS[1], 's/' .. id, ARGV[4])
redis.call('ZADD', KEYS[3], string.match(opened, '%d+'), id)
local last = redis.call('ZRANGEBYLEX', KEYS[4], '[l/' .. place .. '/', '(l/' .. place .. '0')[1]
if not last or last < 'l/' .. id then
  if last then redis.call('ZREM', KEYS[4], last) end
  redis.call('ZADD', KEYS[4], 0, 'l/' .. id)
end
local ended = redis.call('HGET', KEYS[1], 'e/' .. id)
if not ended then
  redis.call('ZADD', KEYS[4], 0, 'r/' .. id)
else
  redis.call('ZADD', KEYS[4], 0, indexed(ended) .. id)
end
touch(ARGV[1])
return '1'
`;

/** Arguments: ttl, attempt, outcome. */
export const FINISH = `${TOUCH}${INDEXED}
local id = ARGV[2]
if redis.call('HEXISTS', KEYS[1], 'o/' .. id) == 0 then return '0' end
redis.call('HSET', KEYS[1], 'e/' .. id, ARGV[3])
redis.call('ZREM', KEYS[4], 'r/' .. id, 'f/' .. id, 'p/' .. id, 'c/' .. id)
if redis.call('HEXISTS', KEYS[1], 's/' .. id) == 1 then
  redis.call('ZADD', KEYS[4], 0, indexed(ARGV[3]) .. id)
end
touch(ARGV[1])
return '1'
`;

/** Returns all attempts of the run. */
export const HISTORY = `${LIST}
return list(redis.call('ZRANGE', KEYS[2], 0, -1))
`;

/** Returns the last attempt of the run whose span has started. */
export const LAST = `${LIST}
return list(redis.call('ZRANGE', KEYS[3], -1, -1))
`;
