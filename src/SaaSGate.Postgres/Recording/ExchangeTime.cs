namespace SaaSGate.Postgres.Recording;

/// <summary>
/// When an exchange was made, from its id. Exchanges are partitioned by time: who looks for one by id alone names its window
/// too, and PostgreSQL looks into one or two partitions instead of all.
/// </summary>
public static class ExchangeTime
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int PrefixLength = 4, TimeDigits = 10;

    /// <summary>How far the recorded start may be from the time in the id.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    /// <summary>The start of the window, inclusive, and its end, exclusive.</summary>
    /// <param name="exchangeId">A valid <c>exc_…</c>.</param>
    public static (DateTimeOffset From, DateTimeOffset To) WindowOf(string exchangeId)
    {
        ArgumentNullException.ThrowIfNull(exchangeId);

        // 26 digits of 5 bits hold 128: the first has 3. A UUIDv7 begins with 48 bits of milliseconds, that is 3 + 9 × 5.
        var milliseconds = 0L;
        foreach (var digit in exchangeId.AsSpan(PrefixLength, TimeDigits))
            milliseconds = (milliseconds << 5) | (uint)Digits.IndexOf(digit, StringComparison.Ordinal);
        var latest = DateTimeOffset.MaxValue - Slack;
        var made = milliseconds < latest.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : latest;
        return (made - Slack, made + Slack);
    }
}
