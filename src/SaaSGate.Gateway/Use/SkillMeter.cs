using System.Globalization;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Use;

/// <summary>
/// Counts what one skill uses at this gateway: requests as they come, tokens and cost as answers tell them. The last minute is counted by
/// the second, the day from midnight UTC. What is under way counts once its answer has told it.
/// </summary>
internal sealed class SkillMeter(TimeProvider clock)
{
    private const int Minute = 60;
    private const long Microdollars = 1_000_000;

    private readonly Lock _gate = new();
    private readonly long[] _requests = new long[Minute], _tokens = new long[Minute], _costs = new long[Minute];
    private long _second, _minuteRequests, _minuteTokens, _minuteCost;
    private DateOnly _day;
    private long _dayRequests, _dayTokens, _dayCost;
    private int _streams;

    /// <summary>Counts a request in, or says which limit is used up and until when. A batch counts as many as are in it, and enters whole or not at all.</summary>
    public LimitReached? TryEnter(SkillLimits limits, bool stream, int requests = 1)
    {
        lock (_gate)
        {
            var now = Advance();
            if (Reached(limits, stream, requests, now) is { } reached)
                return reached;
            _requests[Slot(_second)] += requests;
            _minuteRequests += requests;
            _dayRequests += requests;
            if (stream)
                _streams++;
            return null;
        }
    }

    /// <summary>Counts what an answer told, and that a stream has ended.</summary>
    public void Leave(bool stream, long tokens, long costMicros)
    {
        lock (_gate)
        {
            Advance();
            _tokens[Slot(_second)] += tokens;
            _costs[Slot(_second)] += costMicros;
            (_minuteTokens, _minuteCost) = (_minuteTokens + tokens, _minuteCost + costMicros);
            (_dayTokens, _dayCost) = (_dayTokens + tokens, _dayCost + costMicros);
            if (stream)
                _streams--;
        }
    }

    /// <summary>Takes over what is recorded of today, by this gateway before it was started again, and by others: never less than that.</summary>
    public void CarryOver(SkillUse recorded)
    {
        lock (_gate)
        {
            Advance();
            if (recorded.Day != _day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                return;
            (_dayRequests, _dayTokens, _dayCost) = (Math.Max(_dayRequests, recorded.Requests), Math.Max(_dayTokens, recorded.Tokens), Math.Max(_dayCost, recorded.CostMicros));
        }
    }

    private LimitReached? Reached(SkillLimits limits, bool stream, int requests, DateTimeOffset now)
    {
        var midnight = new DateTimeOffset(_day.AddDays(1).ToDateTime(default), TimeSpan.Zero) - now;
        // What lasts longest first: who waits as long as the answer says finds nothing else used up.
        if (_dayRequests + requests > limits.RequestsPerDay)
            return new("requests_per_day", midnight);
        if (_dayTokens >= limits.TokensPerDay)
            return new("tokens_per_day", midnight);
        if (_dayCost >= limits.CostPerDay * Microdollars)
            return new("cost_per_day", midnight);
        if (_minuteRequests + requests > limits.RequestsPerMinute)
            return new("requests_per_minute", Until(_requests, _minuteRequests, limits.RequestsPerMinute.Value - requests + 1));
        if (_minuteTokens >= limits.TokensPerMinute)
            return new("tokens_per_minute", Until(_tokens, _minuteTokens, limits.TokensPerMinute.Value));
        if (limits.CostPerMinute * Microdollars is { } most && _minuteCost >= most)
            return new("cost_per_minute", Until(_costs, _minuteCost, (long)Math.Ceiling(most)));
        return stream && _streams >= limits.ConcurrentStreams ? new("concurrent_streams", TimeSpan.FromSeconds(1)) : null;
    }

    /// <summary>When so much of the last minute is past that the sum is below a limit.</summary>
    private TimeSpan Until(long[] slots, long sum, long limit)
    {
        for (var age = Minute - 1; age > 0; age--)
        {
            sum -= slots[Slot(_second - age)];
            if (sum < limit)
                return TimeSpan.FromSeconds(Minute - age);
        }
        return TimeSpan.FromSeconds(Minute);
    }

    /// <summary>Lets go of what is past. A clock that is set back stands still until it has caught up.</summary>
    private DateTimeOffset Advance()
    {
        var now = clock.GetUtcNow();
        var second = now.ToUnixTimeSeconds();
        for (var next = Math.Max(_second, second - Minute) + 1; next <= second; next++)
        {
            var slot = Slot(next);
            (_minuteRequests, _minuteTokens, _minuteCost) = (_minuteRequests - _requests[slot], _minuteTokens - _tokens[slot], _minuteCost - _costs[slot]);
            (_requests[slot], _tokens[slot], _costs[slot]) = (0, 0, 0);
        }
        _second = Math.Max(_second, second);
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        if (day > _day)
            (_day, _dayRequests, _dayTokens, _dayCost) = (day, 0, 0, 0);
        return now;
    }

    private static int Slot(long second) => (int)(second % Minute);
}
