-- Plays the addresses of a file over and over: wrk -s play.lua URL -- FILE ACCEPT COUNT. An @ in a line becomes a number
-- that is new each time, so that no two requests are alike.
local heads, tails, tail, at, count, size = {}, {}, "", 0, 0, 0

function init(args)
  count = tonumber(args[3])
  tail = " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: " .. args[2] .. "\r\n\r\n"
  for line in io.lines(args[1]) do
    local place = line:find("@", 1, true)
    size = size + 1
    heads[size] = "GET " .. (place and line:sub(1, place - 1) or line .. tail)
    tails[size] = place and line:sub(place + 1) .. tail or false
  end
end

function request()
  at = at % size + 1
  if not tails[at] then return heads[at] end
  count = count + 1
  return heads[at] .. count .. tails[at]
end

function done(summary, latency)
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('\nplayed {"requests": %d, "seconds": %.6f, "refused": %d, "lost": %d, "p50": %.3f, "p99": %.3f}\n',
    summary.requests, summary.duration / 1e6, summary.errors.status, lost,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
