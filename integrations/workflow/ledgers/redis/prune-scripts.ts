/**
 * The scripts that prune in Redis. The runs are listed in a key of their own: `runs`, a sorted set by the time at which
 * their oldest attempt began.
 */

/** Attempts that one call of `PRUNE` deletes, as Redis does nothing else meanwhile. */
const ATTEMPTS = 1_000;
/** Runs that one call of `TAKE_RUNS` returns. */
const RUNS = 100;

/** Adds a run to the list. Key: `runs`. Arguments: ttl, the time at which its oldest attempt began, its name. */
export const ADD_RUN = `
local known = redis.call('ZSCORE', KEYS[1], ARGV[3])
if not known or tonumber(ARGV[2]) < tonumber(known) then redis.call('ZADD', KEYS[1], ARGV[2], ARGV[3]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return '1'
`;

/**
 * Removes runs whose oldest attempt began before a time from the list, and returns their names. Key: `runs`. Argument:
 * the time.
 */
export const TAKE_RUNS = `
local names = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ${RUNS})
if #names == 0 then return '[]' end
redis.call('ZREM', KEYS[1], unpack(names))
return '["' .. table.concat(names, '","') .. '"]'
`;

/**
 * Deletes attempts of a run that began before a time. Returns their number, and the time at which the oldest remaining
 * one began. Keys: those of the run. Argument: the time.
 */
export const PRUNE = `
-- the nearest earlier attempt that has this part; the search is bounded, and finds none where clocks agree
local function before(part, place, number)
  for other = number - 1, math.max(number - ${ATTEMPTS}, 1), -1 do
    local id = place .. '/' .. string.format('%012.0f', other)
    if redis.call('HEXISTS', KEYS[1], part .. id) == 1 then return id end
  end
end
local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ${ATTEMPTS})
for _, id in ipairs(ids) do
  local place, number = string.sub(id, 1, -14), tonumber(string.sub(id, -12))
  redis.call('HDEL', KEYS[1], 'o/' .. id, 's/' .. id, 'e/' .. id)
  redis.call('ZREM', KEYS[2], id)
  redis.call('ZREM', KEYS[3], id)
  redis.call('ZREM', KEYS[4], 'r/' .. id, 'f/' .. id, 'p/' .. id, 'c/' .. id)
  if redis.call('ZREM', KEYS[4], 'l/' .. id) == 1 then
    local last = before('s/', place, number)
    if last then redis.call('ZADD', KEYS[4], 0, 'l/' .. last) end
  end
  -- with its last attempt goes the count of a place, or a run of endless items would grow without bound
  if number < ${ATTEMPTS} and tonumber(redis.call('HGET', KEYS[1], 'n/' .. place)) == number
    and not before('o/', place, number) then
    redis.call('HDEL', KEYS[1], 'n/' .. place)
  end
end
local oldest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
if not oldest[1] then redis.call('DEL', unpack(KEYS)) end
return '[' .. #ids .. ',' .. (oldest[2] or 'null') .. ']'
`;
