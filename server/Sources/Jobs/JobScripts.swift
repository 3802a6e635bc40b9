import RedisStreams

/// The steps that Redis takes as one: whatever happens to a worker, a job is before or after each.
///
/// A job is a hash of its own and an entry of the stream that names it. The entry stays in the stream
/// until the job is done, so the stream's length is the number of unfinished jobs.
enum JobScripts {
  /// Queues a job, unless it is known already or the queue is full.
  ///
  /// Keys: stream, job, the owner's list. Arguments: name, payload, time to live, capacity, digest of
  /// the payload, the most names of a list, the span that submits it. Redis refuses the script when it has no memory. Gives
  /// `queued`, `full`, `other` where the job that is known has another payload, or `known` and where it
  /// stands.
  static let submit = RedisScript(
    """
    #!lua
    local known = redis.call('HMGET', KEYS[2], 'status', 'digest')
    if known[1] then
      if known[2] and known[2] ~= ARGV[5] then return {'other'} end
      return {'known', known[1]}
    end
    if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[4]) then return {'full'} end
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    local entry = redis.call('XADD', KEYS[1], '*', 'job', ARGV[1])
    redis.call('HSET', KEYS[2], 'status', 'queued', 'submitted', now, 'payload', ARGV[2],
      'digest', ARGV[5], 'entry', entry)
    if ARGV[7] ~= '' then redis.call('HSET', KEYS[2], 'trace', ARGV[7]) end
    redis.call('PEXPIRE', KEYS[2], ARGV[3])
    redis.call('ZADD', KEYS[3], now, ARGV[1])
    redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -1 - ARGV[6])
    redis.call('PEXPIRE', KEYS[3], ARGV[3])
    return {'queued'}
    """)

  /// How far a job is; nil for each value that it has not.
  ///
  /// Keys: job. Arguments: the longest result that is given.
  static let status = RedisScript(
    """
    #!lua flags=no-writes,allow-oom
    local job = redis.call('HMGET', KEYS[1],
      'status', 'attempts', 'submitted', 'started', 'finished', 'reason')
    if redis.call('HSTRLEN', KEYS[1], 'result') <= tonumber(ARGV[1]) then
      job[7] = redis.call('HGET', KEYS[1], 'result')
    else
      job[6] = 'the result is too long to be given'
      job[7] = false
    end
    return job
    """)

  /// The newest jobs of an owner, the latest first: of each its name, its state and when it was
  /// submitted.
  ///
  /// Keys: the owner's list. Arguments: how many, what stands before a name in the key of its job.
  static let list = RedisScript(
    """
    #!lua flags=no-writes,allow-oom
    local jobs = {}
    for _, name in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, ARGV[1] - 1)) do
      local job = redis.call('HMGET', ARGV[2] .. name, 'status', 'submitted')
      if job[1] then table.insert(jobs, {name, job[1], job[2]}) end
    end
    return jobs
    """)

  /// Ends a job that has not ended, before it is predicted or while it is.
  ///
  /// Keys: stream, job. Arguments: time to live. Gives `unknown`, `cancelled`, or how the job ended
  /// before.
  static let cancel = RedisScript(
    """
    #!lua flags=allow-oom
    local job = redis.call('HMGET', KEYS[2], 'status', 'entry')
    if not job[1] then return 'unknown' end
    if job[1] ~= 'queued' and job[1] ~= 'running' then return job[1] end
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    redis.call('HDEL', KEYS[2], 'payload')
    redis.call('HSET', KEYS[2], 'status', 'cancelled', 'finished', now)
    redis.call('PEXPIRE', KEYS[2], ARGV[1])
    if job[1] == 'queued' and job[2] then redis.call('XDEL', KEYS[1], job[2]) end
    return 'cancelled'
    """)

  /// Queues a job again that was set aside, with all its attempts before it.
  ///
  /// Keys: stream, job, parked stream. Arguments: name, time to live, capacity. Gives `unknown`,
  /// `queued`, `full`, or `other` where the job was not set aside.
  static let requeue = RedisScript(
    """
    #!lua
    local job = redis.call('HMGET', KEYS[2], 'status', 'parked')
    if not job[1] then return 'unknown' end
    if job[1] ~= 'failed' or redis.call('HEXISTS', KEYS[2], 'payload') == 0 then return 'other' end
    if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 'full' end
    if job[2] then redis.call('XDEL', KEYS[3], job[2]) end
    redis.call('HDEL', KEYS[2], 'reason', 'finished', 'token', 'parked')
    local entry = redis.call('XADD', KEYS[1], '*', 'job', ARGV[1])
    redis.call('HSET', KEYS[2], 'status', 'queued', 'attempts', 0, 'entry', entry)
    redis.call('PEXPIRE', KEYS[2], ARGV[2])
    return 'queued'
    """)

  /// Makes the group, unless it is there.
  ///
  /// Keys: stream. Arguments: group. It is a script since Redis refuses the bare command when it has
  /// no memory, which would keep a worker that starts then from freeing some.
  static let createGroup = RedisScript(
    """
    #!lua flags=allow-oom
    local reply = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
    if reply.err and not string.find(reply.err, 'BUSYGROUP') then return reply end
    return 1
    """)

  /// Marks the job as running and gives its payload, or says why it is not to be run.
  ///
  /// More arguments: the most attempts, the longest payload. The same attempt may begin twice, when the first reply was
  /// lost; it counts once.
  static let begin = RedisScript(
    functions + """
      if not owned() then return {'lost'} end
      local job = redis.call('HMGET', KEYS[2], 'status', 'attempts', 'token', 'reason')
      if not job[1] or final(job[1]) then
        drop()
        return {'over'}
      end
      local attempts = tonumber(job[2] or 0)
      if redis.call('HSTRLEN', KEYS[2], 'payload') > tonumber(ARGV[8]) then
        park('the payload is too long to be taken')
        return {'parked'}
      end
      if job[3] ~= token then
        if attempts >= tonumber(ARGV[7]) then
          park('no result in ' .. attempts .. ' attempts' .. (job[4] and ': ' .. job[4] or ''))
          return {'parked'}
        end
        attempts = attempts + 1
        redis.call('HSET', KEYS[2],
          'status', 'running', 'attempts', attempts, 'token', token, 'started', now())
        redis.call('PEXPIRE', KEYS[2], ttl)
      end
      local rest = redis.call('HMGET', KEYS[2], 'submitted', 'payload', 'trace')
      return {'run', rest[2], attempts, now() - rest[1], rest[3]}
      """)

  /// Stores how a job ended, unless that is stored already, and takes it off the stream.
  ///
  /// More arguments: status, field, value. Gives 1 where what is stored is this attempt's.
  static let finish = RedisScript(functions + finishing)

  /// The same for what takes more room than it frees: Redis refuses it when it has no memory.
  static let finishWithinMemory = RedisScript(
    functions.replacing("#!lua flags=allow-oom", with: "#!lua") + finishing)

  private static let finishing = """
    local job = redis.call('HMGET', KEYS[2], 'status', 'token')
    local stored = 0
    if job[1] and not final(job[1]) then
      redis.call('HDEL', KEYS[2], 'payload', 'reason')
      redis.call('HSET', KEYS[2],
        'status', ARGV[7], ARGV[8], ARGV[9], 'finished', now(), 'token', token)
      redis.call('PEXPIRE', KEYS[2], ttl)
      stored = 1
    elseif job[1] == ARGV[7] and job[2] == token then
      stored = 1
    end
    drop()
    return stored
    """

  /// Gives a job back, so that it can be claimed after a while.
  ///
  /// More arguments: for how long the entry counts as idle, whether the attempt counts, the most
  /// attempts, the reason.
  static let release = RedisScript(
    functions + """
      if not owned() then return 'lost' end
      local job = redis.call('HMGET', KEYS[2], 'status', 'attempts', 'token')
      if not job[1] or final(job[1]) then
        drop()
        return 'over'
      end
      local attempts = tonumber(job[2] or 0)
      if ARGV[8] == '1' then
        if attempts >= tonumber(ARGV[9]) then
          park('no result in ' .. attempts .. ' attempts: ' .. ARGV[10])
          return 'parked'
        end
        redis.call('HSET', KEYS[2], 'status', 'queued', 'reason', ARGV[10])
      elseif job[3] == token then
        redis.call('HSET', KEYS[2], 'status', 'queued', 'attempts', attempts - 1)
        redis.call('HDEL', KEYS[2], 'token')
      end
      redis.call('XCLAIM', KEYS[1], group, consumer, 0, entry, 'IDLE', ARGV[7], 'JUSTID')
      return 'queued'
      """)

  /// Says that the job is still in hand: `renewed`, or `claimed` where another worker has it, `cancelled`
  /// where nobody wants it any more, or `over` where the job has ended.
  static let renew = RedisScript(
    functions + """
      if redis.call('HGET', KEYS[2], 'status') == 'cancelled' then return 'cancelled' end
      local holder = holder()
      if not holder then return 'over' end
      if holder ~= consumer then return 'claimed' end
      redis.call('XCLAIM', KEYS[1], group, consumer, 0, entry, 'JUSTID')
      redis.call('PEXPIRE', KEYS[2], ttl)
      return 'renewed'
      """)

  /// Forgets a consumer that has nothing in hand.
  ///
  /// Keys: stream. Arguments: group, consumer.
  static let leave = RedisScript(
    """
    #!lua flags=allow-oom
    if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
    return 1
    """)

  /// What the scripts of a worker share.
  ///
  /// Keys: stream, job, parked stream. They run without memory too, since they free some.
  private static let functions = """
    #!lua flags=allow-oom
    local group, consumer, entry, id, token, ttl = unpack(ARGV, 1, 6)
    local function now()
      local time = redis.call('TIME')
      return time[1] * 1000 + math.floor(time[2] / 1000)
    end
    local function final(status)
      return status == 'succeeded' or status == 'failed' or status == 'cancelled'
    end
    local function holder()
      local pending = redis.call('XPENDING', KEYS[1], group, entry, entry, 1)
      return pending[1] and pending[1][2]
    end
    local function owned()
      return holder() == consumer
    end
    local function drop()
      redis.call('XACK', KEYS[1], group, entry)
      redis.call('XDEL', KEYS[1], entry)
    end
    local function park(reason)
      local parked =
        redis.call('XADD', KEYS[3], 'MAXLEN', '~', 1000, '*', 'job', id, 'reason', reason)
      redis.call('HSET', KEYS[2],
        'status', 'failed', 'reason', reason, 'finished', now(), 'parked', parked)
      redis.call('PEXPIRE', KEYS[2], ttl)
      drop()
    end

    """
}
