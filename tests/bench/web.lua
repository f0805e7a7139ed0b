-- web.lua - for wrk: asks the addresses of a file in turn, and prints one line of
-- what came of it.  wrk ... -s web.lua URL -- FILE
local thread_count = 0

function setup(thread)
	thread:set("number", thread_count)
	thread_count = thread_count + 1
end

function init(args)
	targets = {}
	for line in io.lines(args[1]) do
		targets[#targets + 1] = line
	end
	at = number * 37
end

function request()
	at = at % #targets + 1
	return wrk.format("GET", targets[at])
end

function done(summary, latency)
	local e = summary.errors
	io.write(string.format(
		"web rate=%.1f p50_us=%d p99_us=%d errors=%d\n",
		summary.requests / summary.duration * 1000000, latency:percentile(50),
		latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
