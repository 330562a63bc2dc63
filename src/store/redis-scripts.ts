/**
 * The transitions of the store on Redis. Each is one script, and Redis runs nothing else meanwhile. Time is the clock of
 * Redis, since clocks of processes differ. `run` changes when Redis restarts or another server takes over: a record of
 * an earlier run may be an old copy, so nobody sends by it.
 */
const SHARED = `
local function info(section, field)
  local reply = redis.pcall('INFO', section)
  if type(reply) ~= 'string' then return nil end
  return string.match(reply, field .. ':([^\\r\\n]+)')
end
local function text(number) return string.format('%.0f', number) end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local run = info('server', 'run_id')
if not run then return {'UNAVAILABLE', 'INFO_FORBIDDEN', '60000'} end
local function read(key)
  local flat = redis.call('HGETALL', key)
  if #flat == 0 then return nil end
  local record = {}
  for index = 1, #flat, 2 do record[flat[index]] = flat[index + 1] end
  return record
end
local function write(key, record, keptMs)
  local flat = {}
  for name, value in pairs(record) do
    flat[#flat + 1] = name
    flat[#flat + 1] = value
  end
  redis.call('DEL', key)
  redis.call('HSET', key, unpack(flat))
  redis.call('PEXPIRE', key, keptMs)
end
local function change(key, field, value) redis.call('HSET', key, field, value) end
`;

const CHECK_POLICY = `
if info('memory', 'maxmemory_policy') ~= 'noeviction' then return {'UNAVAILABLE', 'EVICTION_POLICY', '60000'} end
`;

/** KEYS: meta. Tells whether scripts can do their work. */
export const PROBE = `${SHARED}${CHECK_POLICY}return {'OK'}`;

/** KEYS: meta, key, name. ARGV: owner, fingerprint, hash of the key, settle, sending, lease, kept, is a question. */
export const CLAIM = `${SHARED}${CHECK_POLICY}
local owner, fingerprint, hash = ARGV[1], ARGV[2], ARGV[3]
local settle, sending, lease = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local birth = tonumber(redis.call('HGET', KEYS[1], 'birth') or nil)
if not birth or redis.call('HGET', KEYS[1], 'run') ~= run then
  birth = now
  redis.call('HSET', KEYS[1], 'birth', text(now), 'run', run)
end
if birth + settle > now then return {'UNAVAILABLE', 'SETTLING', text(birth + settle - now)} end
local function judge(record, guard)
  if not record then return nil end
  if record.state == 'DONE' then return {'DONE', record.finish, record.id} end
  local left = record.at + (record.state == 'CLAIMED' and lease or sending) - now
  if record.state ~= 'UNCERTAIN' and left > 0 then return {'RUNNING', guard, text(left)} end
  if record.state == 'CLAIMED' then return nil end
  return {'DOUBT', guard, record.key, record.owner, record.fingerprint, record.at, record.ended}
end
local own = read(KEYS[2])
if own and own.fingerprint ~= fingerprint then return {'REUSED'} end
local held = judge(own, 'KEY') or judge(read(KEYS[3]), 'NAME')
if held then return held end
if ARGV[8] == '1' then return {'ABSENT'} end
local record = {
  state = 'CLAIMED', owner = owner, fingerprint = fingerprint, key = hash, at = text(now), run = run, ended = '[]'
}
write(KEYS[2], record, ARGV[7])
write(KEYS[3], record, ARGV[7])
return {'CLAIMED'}`;

/** KEYS: key, name, placements of the contract. ARGV: owner, ended, most in an hour, an hour, kept. */
export const CLEAR = `${SHARED}${CHECK_POLICY}
local owner = ARGV[1]
local key, name = read(KEYS[1]), read(KEYS[2])
local function isOurs(record) return record and record.owner == owner and record.run == run end
if not isOurs(key) or not isOurs(name) or key.state ~= name.state then return {'LOST'} end
if key.state ~= 'CLAIMED' and key.state ~= 'SENDING' then return {'LOST'} end
if key.state == 'CLAIMED' then
  local hour = tonumber(ARGV[4])
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', text(now - hour))
  local count = redis.call('ZCARD', KEYS[3])
  if count >= tonumber(ARGV[3]) then
    local at = count - tonumber(ARGV[3])
    local oldest = redis.call('ZRANGE', KEYS[3], at, at, 'WITHSCORES')
    return {'LIMITED', text(oldest[2] + hour - now)}
  end
  redis.call('ZADD', KEYS[3], text(now), owner)
  redis.call('PEXPIRE', KEYS[3], ARGV[4])
end
for index = 1, 2 do
  redis.call('HSET', KEYS[index], 'state', 'SENDING', 'at', text(now), 'ended', ARGV[2])
  redis.call('PEXPIRE', KEYS[index], ARGV[5])
end
return {'SENDING', text(now)}`;

/** KEYS: key, name, placements of the contract. ARGV: owner, fingerprint, hash of the key, kind, id, ended, kept, kept in doubt. */
export const END = `${SHARED}
local owner, kind = ARGV[1], ARGV[4]
local key, name = read(KEYS[1]), read(KEYS[2])
local isOurs = key and key.owner == owner and key.state ~= 'DONE'
local isOurName = name and name.owner == owner
if kind == 'RELEASED' then
  if isOurs then redis.call('DEL', KEYS[1]) end
  if isOurName then redis.call('DEL', KEYS[2]) end
  redis.call('ZREM', KEYS[3], owner)
  return {'OK'}
end
local record = { owner = owner, fingerprint = ARGV[2], key = ARGV[3], at = text(now), run = run, ended = ARGV[6] }
if kind == 'UNCERTAIN' then
  record.state = 'UNCERTAIN'
  if not key then write(KEYS[1], record, ARGV[8]) end
  if isOurs and key.state == 'SENDING' then
    change(KEYS[1], 'state', 'UNCERTAIN')
    if isOurName then change(KEYS[2], 'state', 'UNCERTAIN') end
  end
  local own = read(KEYS[1])
  if not name and own.owner == owner and own.state == 'UNCERTAIN' then write(KEYS[2], own, ARGV[8]) end
  return {'OK'}
end
if kind == 'PLACED' or not key or isOurs then
  record.state, record.finish, record.id = 'DONE', kind, ARGV[5]
  write(KEYS[1], record, ARGV[7])
  if isOurName then redis.call('DEL', KEYS[2]) end
end
return {'OK'}`;
